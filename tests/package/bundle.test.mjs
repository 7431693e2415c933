// What a bundler keeps of the package: nothing of what is not used.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { build } from "esbuild";
import { install, temporaryFolder } from "./support.mjs";

const project = temporaryFolder();
before(() => install(project));

/** The package's files that a user's bundle holds. */
async function kept(contents, conditions = ["browser"], loader = "js") {
  const { metafile } = await build({
    stdin: { contents, loader, resolveDir: project },
    bundle: true,
    treeShaking: true,
    format: "esm",
    conditions,
    external: ["node:*"],
    loader: { ".wasm": "file" },
    outdir: project,
    write: false,
    metafile: true,
    logLevel: "error",
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs
    .filter(([name, { bytesInOutput }]) => name.includes("node_modules/roomkey/") && bytesInOutput > 0)
    .map(([name]) => name.split("node_modules/roomkey/")[1].replace(/^snippets\/.*\//, "snippets/"))
    .sort();
}

test("a type costs nothing", async () => {
  const user = 'import type { Identity } from "roomkey"; export const is = (a: Identity) => a.userId;';
  assert.deepEqual(await kept(user, ["browser"], "ts"), []);
});

for (const entry of ["roomkey", "roomkey/inline", "roomkey/slim"]) {
  test(`an import of ${entry} in a page that nothing uses is dropped, with the module`, async () => {
    assert.deepEqual(await kept(`import { ArctosClient } from "${entry}"; export const unused = 1;`), []);
  });
}

test("a client that is used brings what it needs, and neither Node's entry nor the inlined module", async () => {
  const files = await kept('import { ArctosClient } from "roomkey"; new ArctosClient({ baseUrl: "/" });');
  assert.deepEqual(files, [
    "browser.js",
    "client.js",
    "loader.js",
    "roomkey.js",
    "snippets/errors.js",
    "snippets/pages.js",
    "snippets/platform.js",
  ]);
});

for (const [condition, entry] of [
  ["node", "node.js"],
  ["workerd", "workerd.js"],
]) {
  test(`the entry for ${condition} keeps its loading of the module`, async () => {
    const files = await kept('export { ArctosClient } from "roomkey";', [condition]);
    assert.ok(files.includes(entry), files);
  });
}
