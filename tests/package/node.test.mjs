// The installed package in Node: by import, by require() where Node can, and never with a wait at the top.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { install, makeWorld, run, settings, temporaryFolder } from "./support.mjs";

const project = temporaryFolder();
let installed;
before(async () => {
  installed = await install(project);
});

/** A user's script, which has `roomkey` by now. */
const SIGN_IN = `
  const { arctos: baseUrl, licenseKey } = JSON.parse(process.env.SETTINGS);
  const client = new roomkey.ArctosClient({ baseUrl, licenseKey });
  client.signIn({ userId: "u-1", role: "MODERATOR" }).then(({ identity }) => console.log(identity.role));
`;

async function signIn(...args) {
  const SETTINGS = JSON.stringify(settings(await makeWorld()));
  const { stdout } = await run("node", args, { cwd: project, env: { SETTINGS } });
  return stdout.trim();
}

test("import in Node gives clients that work at once", async () => {
  const script = `import * as roomkey from "roomkey"; ${SIGN_IN}`;
  assert.equal(await signIn("--input-type=module", "--eval", script), "MODERATOR");
});

test("require() works where Node can require ESM", { skip: !process.features.require_module }, async () => {
  const script = `const roomkey = require("roomkey"); ${SIGN_IN}`;
  assert.equal(await signIn("--input-type=commonjs", "--eval", script), "MODERATOR");
});

for (const entry of ["roomkey/inline", "roomkey/slim"]) {
  test(`require("${entry}") works where Node can require ESM`, { skip: !process.features.require_module }, async () => {
    const init = `roomkey.init?.(require("node:fs").readFileSync(require.resolve("roomkey/roomkey.wasm")));`;
    const script = `const roomkey = require("${entry}"); ${init} ${SIGN_IN}`;
    assert.equal(await signIn("--input-type=commonjs", "--eval", script), "MODERATOR");
  });
}

test("no entry needs Node's process, Buffer or eval", async () => {
  const files = (await readdir(installed, { recursive: true })).filter((name) => name.endsWith(".js"));
  for (const name of files) {
    if (name === "roomkey.wasm.base64.js") continue;
    const code = (await readFile(join(installed, name), "utf8")).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    assert.doesNotMatch(code, /\bprocess\.|\bBuffer\.|\beval\(|new Function\(/, name);
  }
});
