// What is published on npm: the files in it, their correctness by the usual checks, and the publishing itself, rehearsed.

import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { bin, install, read, root, run, serve, tarball, temporaryFolder } from "./support.mjs";

/** Every file of the package. */
const FILES = [
  "LICENSE-APACHE",
  "LICENSE-MIT",
  "README.md",
  "edge-light.js",
  "index.d.cts",
  "index.d.ts",
  "inline.d.ts",
  "inline.js",
  "node.cjs",
  "node.js",
  "package.json",
  "roomkey-emulator.js",
  "roomkey.cjs",
  "roomkey.js",
  "roomkey.wasm",
  "roomkey.wasm.d.cts",
  "roomkey.wasm.d.ts",
  "slim-node.js",
  "slim.cjs",
  "slim.d.cts",
  "slim.d.ts",
  "slim.js",
  "testing-node.js",
  "testing-workerd.js",
  "testing.cjs",
  "testing.d.cts",
  "testing.d.ts",
  "testing.js",
  "testing.wasm",
  "workerd.js",
];

test("the tarball holds these files and no other", async () => {
  const { files } = await tarball();
  assert.deepEqual(files.map(({ path }) => path).sort(), FILES.toSorted());
});

test("the scripts are printable ASCII, which no charset and no bundler changes", async () => {
  const folder = await install(temporaryFolder());
  for (const name of FILES.filter((name) => /\.c?js$/.test(name))) {
    assert.match(await readFile(join(folder, name), "utf8"), /^[\n\x20-\x7e]*$/, name);
  }
});

test("the text of the module holds nothing that a quoted string or a page escapes", async () => {
  const folder = await install(temporaryFolder());
  for (const name of ["roomkey.js", "roomkey.cjs", "testing.js", "testing.cjs"]) {
    const [, text] = /\btext = "([^\n]*)";\n/.exec(await readFile(join(folder, name), "utf8"));
    assert.ok(text.length > 50_000, name);
    assert.doesNotMatch(text, /["'`\\$<]/, name);
  }
});

test("the tarball holds the licences and the README as they stand here", async () => {
  const folder = await install(temporaryFolder());
  for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) {
    assert.equal(await readFile(join(folder, name), "utf8"), read(name), name);
  }
  assert.equal(await readFile(join(folder, "README.md"), "utf8"), read("pkg/README.md"));
});

test("every file that package.json names is in the tarball", async () => {
  const folder = await install(temporaryFolder());
  const { bin, exports, main, module, types } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const targets = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(targets));
  for (const path of [...targets(exports), ...targets(bin), main, module, types]) {
    assert.ok((await stat(join(folder, path))).isFile(), path);
  }
});

test("the export conditions stand in the order in which runtimes must see them", () => {
  const { exports } = JSON.parse(read("pkg/package.json"));
  assert.deepEqual(Object.keys(exports["."]), ["workerd", "edge-light", "node", "require", "default"]);
  assert.deepEqual(Object.keys(exports["."].node), ["module-sync", "module", "import", "require"]);
  assert.deepEqual(Object.keys(exports), [".", "./inline", "./slim", "./testing", "./roomkey.wasm", "./package.json"]);
  assert.deepEqual(exports["./inline"], exports["."], "another name of the main entry");
});

test("the package needs no other package, and runs nothing when it is installed", () => {
  const { dependencies, peerDependencies, optionalDependencies, scripts } = JSON.parse(read("pkg/package.json"));
  assert.deepEqual(
    { dependencies, peerDependencies, optionalDependencies, scripts },
    {
      dependencies: undefined,
      peerDependencies: undefined,
      optionalDependencies: undefined,
      scripts: undefined,
    },
  );
});

test("the package and the crate have one version, and one licence", async () => {
  const { version, license } = JSON.parse(read("pkg/package.json"));
  const { stdout } = await run("cargo", ["metadata", "--no-deps", "--offline", "--format-version", "1"]);
  const crate = JSON.parse(stdout).packages.find(({ name }) => name === "roomkey");
  assert.deepEqual({ version, license }, { version: crate.version, license: crate.license });
});

test("publint has nothing to say", async () => {
  const { file } = await tarball();
  const { stdout } = await run(bin("publint"), ["run", file, "--strict"]);
  assert.match(stdout, /All good!/);
});

test("arethetypeswrong finds every entry's types right, for import and require(), old resolution and new", async () => {
  const { file } = await tarball();
  // The wasm file and package.json are no scripts.
  const entries = ["--exclude-entrypoints", "./roomkey.wasm", "./package.json"];
  await run(bin("attw"), [file, "--no-emoji", "--no-color", ...entries]);
});

test("`npm publish --dry-run` would publish it", async () => {
  const asked = [];
  // A registry without any package.
  const registry = await serve({
    "/": (request, response) => {
      asked.push(request.method);
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
    },
  });
  try {
    const args = [
      "publish",
      "--dry-run",
      "--json",
      "--access",
      "public",
      "--provenance=false",
      "--registry",
      registry.url,
    ];
    const { stdout } = await run("npm", args, { cwd: join(root, "pkg") });
    assert.match(stdout, /"id": "roomkey@\d/);
    assert.ok(!asked.includes("PUT"), "nothing may be sent in a rehearsal");
  } finally {
    await registry.close();
  }
});
