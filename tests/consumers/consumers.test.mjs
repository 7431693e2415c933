// Projects as users write them, built with the packed package and then run in Chromium, Node or workerd against the emulator: the
// most used tools, and with `--all-consumers` every one of consumers.mjs.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { consumers } from "./consumers.mjs";
import { finish, here } from "./support.mjs";

after(finish);

/** Long enough for a slow machine's Next.js. */
const timeout = 180_000;

for (const { tool, folder, often, run } of consumers) {
  if (often || process.env.ROOMKEY_ALL_CONSUMERS) test(`consumer: ${tool}`, { timeout }, (t) => run(t, folder));
}

test("every consumer names exact versions, and its lock file no addresses", () => {
  const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(folders.map(({ name }) => name).sort(), [...new Set(consumers.map(({ folder }) => folder))].sort());
  for (const { name } of folders) {
    if (!existsSync(join(here, name, "package.json"))) continue;
    const { devDependencies } = JSON.parse(readFileSync(join(here, name, "package.json"), "utf8"));
    for (const version of Object.values(devDependencies)) assert.match(version, /^(npm:\w+@)?\d+\.\d+\.\d+$/, name);
    const lock = JSON.parse(readFileSync(join(here, name, "package-lock.json"), "utf8"));
    assert.deepEqual(lock.packages[""].devDependencies, devDependencies, name);
    assert.doesNotMatch(JSON.stringify(lock), /"resolved":/, name);
  }
});
