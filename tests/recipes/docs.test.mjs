// The recipes themselves: they compile, and docs/recipes.md shows them as they are.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { read, run, tsc } from "../package/support.mjs";
import { here } from "./support.mjs";

const recipes = readdirSync(here).filter((name) => /\.tsx?$/.test(name));

test("every recipe compiles under --strict", () => run(tsc, ["--project", here]));

test("docs/recipes.md shows every recipe, to the letter, and no other code", () => {
  const page = read("docs/recipes.md");
  const shown = page.matchAll(/<!-- (\S+) -->\n```(\w+)\n(.*?)```\n<!-- end -->/gs);
  const blocks = [...shown].map(([, path, language, code]) => ({ path, language, code }));
  assert.deepEqual(blocks.map(({ path }) => path).sort(), recipes.map((name) => `tests/recipes/${name}`).sort());
  for (const { path, language, code } of blocks) {
    assert.equal(language, path.split(".").at(-1), path);
    assert.equal(code, read(path), path);
  }
  assert.equal(page.match(/^```/gm).length, 2 * blocks.length);
});
