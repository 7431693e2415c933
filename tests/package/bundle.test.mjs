// What a bundler keeps of the package: nothing of what is not used.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { build } from "esbuild";
import { install, temporaryFolder } from "./support.mjs";

const project = temporaryFolder();
before(() => install(project));

/** A user's script, bundled and minified: its size, and the package's files that it holds. */
async function bundle(contents, { conditions = ["browser", "module"], loader = "js", format = "esm" } = {}) {
  const { metafile, outputFiles, warnings } = await build({
    stdin: { contents, loader, resolveDir: project },
    bundle: true,
    minify: true,
    format,
    conditions,
    external: ["node:*"],
    loader: { ".wasm": "file" },
    plugins: [
      {
        name: "edge",
        setup: ({ onResolve }) => onResolve({ filter: /\?module$/ }, ({ path }) => ({ path, external: true })),
      },
    ],
    outdir: project,
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  assert.deepEqual(warnings, []);
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const files = inputs
    .filter(([name, { bytesInOutput }]) => name.includes("node_modules/roomkey/") && bytesInOutput > 0)
    .map(([name]) => name.split("node_modules/roomkey/")[1])
    .filter((name) => !name.endsWith(".wasm"))
    .sort();
  const script = outputFiles.find(({ path }) => path.endsWith(".js"));
  return { files, size: script.contents.length, script: script.text };
}

test("a type costs nothing", async () => {
  const user = 'import type { Identity } from "roomkey"; export const is = (a: Identity) => a.userId;';
  assert.deepEqual((await bundle(user, { loader: "ts" })).files, []);
});

for (const entry of ["roomkey", "roomkey/inline", "roomkey/slim"]) {
  for (const conditions of [["browser"], ["node", "module"], ["workerd"], ["edge-light"]]) {
    test(`an import of ${entry} that nothing uses is dropped, with the module (${conditions})`, async () => {
      const user = `import { ArctosClient } from "${entry}"; export const unused = 1;`;
      assert.deepEqual((await bundle(user, { conditions })).files, []);
    });
  }
}

test("the check of errors alone brings neither the module nor its glue", async () => {
  const { size } = await bundle(
    'import { isRoomkeyError, RoomkeyError } from "roomkey"; export { isRoomkeyError, RoomkeyError };',
  );
  assert.ok(size < 2_500, `${size} bytes`);
});

for (const [what, conditions, file] of [
  ["in a page", ["browser"], "roomkey.js"],
  ["by a bundler for Node", ["node", "module"], "roomkey.js"],
  ["for Workers", ["workerd"], "workerd.js"],
  ["for the edge", ["edge-light"], "edge-light.js"],
]) {
  test(`a client that is used ${what} is one script, ${file}`, async () => {
    const user = 'import { ArctosClient } from "roomkey"; new ArctosClient({ baseUrl: "/" });';
    assert.deepEqual((await bundle(user, { conditions })).files, [file]);
  });
}

/** Words of the emulator's alone: where it is, and how its keys begin. */
const OF_TESTING = /s-connector\.test|createEmulator|test-license/;

for (const entry of ["roomkey", "roomkey/inline", "roomkey/slim"]) {
  test(`a page that imports ${entry} holds nothing of roomkey/testing`, async () => {
    const user = `export * from "${entry}"; import { createEmulator } from "roomkey/testing";`;
    const { files, script } = await bundle(user);
    assert.deepEqual(files, [entry === "roomkey/slim" ? "slim.js" : "roomkey.js"]);
    assert.doesNotMatch(script, OF_TESTING);
  });
}

for (const [what, conditions, file] of [
  ["in a page", ["browser"], "testing.js"],
  ["by a bundler for Node", ["node", "module"], "testing.js"],
  ["for Workers", ["workerd"], "testing-workerd.js"],
]) {
  test(`roomkey/testing that is used ${what} is one script, ${file}`, async () => {
    const user = 'import { createEmulator } from "roomkey/testing"; createEmulator();';
    const { files, script } = await bundle(user, { conditions });
    assert.deepEqual(files, [file]);
    assert.match(script, OF_TESTING);
  });
}

test("require() and import in one bundle for Node are one script", async () => {
  const user = 'import { ArctosClient } from "roomkey"; console.log(ArctosClient === require("roomkey").ArctosClient);';
  assert.deepEqual((await bundle(user, { conditions: ["node", "module"] })).files, ["roomkey.js"]);
});
