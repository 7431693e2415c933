// The crate, as it would go to crates.io.

import assert from "node:assert/strict";
import { readdir, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root, run } from "./support.mjs";

/** The crate, and the one that it reads JSON by. */
const crates = ["roomkey-json", "roomkey"].flatMap((name) => ["--package", name]);

/** Removes what of a folder begins with this. */
async function remove(folder, start) {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(start));
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
}

// Cargo keeps what it unpacked and compiled of a packed crate, and takes it again for another one of the same version.
const cargo = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
for (const kind of ["src", "cache"]) await remove(join(cargo, "registry", kind), "-");
for (const target of ["debug", "wasm32-unknown-unknown/debug"]) {
  await remove(join(root, "target", target, ".fingerprint"), "roomkey-json-");
}

/** The first time, the crate's dependencies are compiled too. */
const timeout = 600_000;

test("`cargo publish --dry-run` would publish it, and what it packs compiles", { timeout }, async (t) => {
  const args = ["publish", "--dry-run", "--allow-dirty", ...crates];
  try {
    const { stderr } = await run("cargo", args, { env: { CARGO_NET_RETRY: "0" } });
    assert.match(stderr, /aborting upload due to dry run/);
  } catch (error) {
    // Even a rehearsal asks the index whether the version is there already.
    if (!/Could not (resolve|connect)|download of config\.json failed/.test(error.message)) throw error;
    t.skip("crates.io's index cannot be reached");
  }
});

test("the packed crate compiles to WebAssembly, its JavaScript included", { timeout }, async () => {
  const target = ["--target", "wasm32-unknown-unknown"];
  await run("cargo", ["package", "--offline", "--allow-dirty", ...crates, ...target]);
});

test("the crate holds its source, README and licences, and no other file", async () => {
  const { stdout } = await run("cargo", ["package", "--list", "--allow-dirty", "--package", "roomkey"]);
  const files = stdout.trim().split("\n");
  // What cargo itself adds.
  const own = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml.orig"];
  assert.deepEqual(
    files.filter((file) => !own.includes(file) && !/^(src|examples)\//.test(file)),
    ["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "build.rs"],
  );
  assert.ok(files.includes("src/lib.rs"));
});
