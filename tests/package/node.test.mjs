// The installed package in Node: by import and by require(), which give the same clients.

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

async function node(...args) {
  const SETTINGS = JSON.stringify(settings(await makeWorld()));
  const { stdout } = await run("node", args, { cwd: project, env: { SETTINGS } });
  return stdout.trim();
}

/** The conditions that Node knows, with and without `module-sync`, which older ones lack. */
const NODES = [
  ["this Node", []],
  ["a Node that cannot require ESM", ["--no-experimental-require-module"]],
];

for (const [which, flags] of NODES) {
  for (const entry of ["roomkey", "roomkey/inline", "roomkey/slim"]) {
    const init = `await roomkey.init?.(readFileSync(createRequire(process.cwd() + "/main.js").resolve("roomkey/roomkey.wasm")));`;
    test(`import "${entry}" works in ${which}`, async () => {
      const tools = 'import { readFileSync } from "node:fs"; import { createRequire } from "node:module";';
      const script = `${tools} import * as roomkey from "${entry}"; ${init} ${SIGN_IN}`;
      assert.equal(await node(...flags, "--input-type=module", "--eval", script), "MODERATOR");
    });

    test(`require("${entry}") works in ${which}`, async () => {
      const tools = 'const { readFileSync } = require("node:fs"); const { createRequire } = require("node:module");';
      const script = `${tools} const roomkey = require("${entry}"); (async () => { ${init} ${SIGN_IN} })();`;
      assert.equal(await node(...flags, "--input-type=commonjs", "--eval", script), "MODERATOR");
    });
  }

  test(`import and require() give the same clients in ${which}: one module, one memory`, async () => {
    const script = `
      for (const entry of ["roomkey", "roomkey/inline", "roomkey/slim"]) {
        import(entry).then((imported) => {
          const required = require(entry);
          console.log(imported.ArctosClient === required.ArctosClient, imported.RoomkeyError === required.RoomkeyError);
        });
      }`;
    const said = await node(...flags, "--input-type=commonjs", "--eval", script);
    assert.deepEqual(said.split("\n"), Array(3).fill("true true"));
  });
}

for (const [which, flags] of NODES) {
  test(`roomkey/testing is imported and required in ${which}, and is one module`, async () => {
    const script = `
      const { ArctosClient } = require("roomkey");
      const { createEmulator } = require("roomkey/testing");
      import("roomkey/testing").then(async (imported) => {
        const { arctos } = await imported.createEmulator();
        const { identity } = await new ArctosClient(arctos).signIn({ userId: "u-1", role: "MODERATOR" });
        console.log(identity.role, imported.createEmulator === createEmulator);
      });`;
    assert.equal(await node(...flags, "--input-type=commonjs", "--eval", script), "MODERATOR true");
  });
}

test("no entry needs Node's process, Buffer or eval", async () => {
  // What Node runs as a program is no entry.
  const isEntry = (name) => /\.c?js$/.test(name) && name !== "roomkey-emulator.js";
  const files = (await readdir(installed, { recursive: true })).filter(isEntry);
  assert.ok(files.length > 8);
  for (const name of files) {
    const script = await readFile(join(installed, name), "utf8");
    const code = script.replace(/\btext = "[^\n]*"/, "").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    assert.doesNotMatch(code, /\bprocess\.|\bBuffer\.|\beval\(|new Function\(/, name);
  }
});

test("an import runs nothing: no WebAssembly, no TextDecoder, no timer is asked for before the first client", async () => {
  const script = `
    const asked = [];
    for (const name of ["WebAssembly", "TextDecoder", "TextEncoder", "FinalizationRegistry", "fetch", "setTimeout", "performance"]) {
      const value = globalThis[name];
      Object.defineProperty(globalThis, name, { configurable: true, get: () => (asked.push(name), value) });
    }
    for (const entry of ["roomkey.cjs", "slim.cjs"]) require("./node_modules/roomkey/" + entry);
    console.log(JSON.stringify(asked));`;
  assert.equal(await node("--input-type=commonjs", "--eval", script), "[]");
});

test("to make a client does not look at the platform's fetch, which Node loads then", async () => {
  const script = `
    const asked = [];
    for (const name of ["fetch", "Request", "Response", "Headers", "FormData", "WebSocket"]) {
      const value = globalThis[name];
      Object.defineProperty(globalThis, name, { configurable: true, get: () => (asked.push(name), value) });
    }
    const { AirfobClient, ArctosClient, SConnectorClient } = require("./node_modules/roomkey/roomkey.cjs");
    new ArctosClient({ baseUrl: "https://a.example", licenseKey: "k", paths: { code: "/code" }, retry: { maxAttempts: 2 } });
    new SConnectorClient({ credentials: { accessKey: "a", secretKey: "s" }, tokenStore: new Map() });
    new AirfobClient({ getAccessToken: async () => "t", onEvent() {} });
    console.log(JSON.stringify(asked));`;
  assert.equal(await node("--input-type=commonjs", "--eval", script), "[]");
});

test("it works where there is no TextDecoder and no TextEncoder, as in jsdom under Jest", async () => {
  const script = `
    const name = "회의실 한국어 會議室 😀 é";
    const session = (status) => new TextEncoder().encode(JSON.stringify({ status: true, data: { roomName: name, status, user: 1 } }));
    const answers = { [encodeURIComponent(name)]: session(name) };
    delete globalThis.TextDecoder;
    delete globalThis.TextEncoder;
    const roomkey = require("./node_modules/roomkey/roomkey.cjs");
    const fetch = async (url) => ({
      status: 200,
      headers: { get: () => null },
      body: new ReadableStream({ start: (to) => (to.enqueue(answers[url.split("/").at(-1)]), to.close()) }),
    });
    const client = new roomkey.SConnectorClient({ accessToken: "t", fetch });
    client.getSession(name).then((session) => console.log(session.roomName === name && session.status === name));`;
  assert.equal(await node("--input-type=commonjs", "--eval", script), "true");
});
