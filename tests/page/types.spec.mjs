// The page's own code, held to the types of the package.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

test("the page uses the package as its types say", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  let told = "";
  try {
    execFileSync("node_modules/typescript/bin/tsc", ["--project", "tests/page"], { cwd: root, encoding: "utf8" });
  } catch (error) {
    told = `${error.stdout}${error.stderr}`;
  }
  expect(told).toBe("");
});
