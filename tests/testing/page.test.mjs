// The demo page on the npm emulator: no Rust, in the real browser.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { chromium } from "@playwright/test";
import { browserOptions } from "../chromium.mjs";
import { root } from "../package/support.mjs";
import { installProgram, start } from "./program.mjs";

test("the demo page signs in, and lists rooms, on the npm emulator", async (t) => {
  const { program } = await installProgram();
  const mounts = [`/pkg=${join(root, "pkg")}`, `/vendor/uplot=${join(root, "node_modules/uplot/dist")}`];
  const flags = ["--page-port=0", "--page-dir", join(root, "www"), ...mounts.flatMap((mount) => ["--mount", mount])];
  const emulator = await start(program, flags);
  t.after(() => emulator.end());
  const browser = await chromium.launch(browserOptions());
  t.after(() => browser.close());
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  await page.goto(emulator.page);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page
    .getByText(/Signed in as \d+, MODERATOR/)
    .first()
    .waitFor({ state: "attached" });
  await page.getByText("room_name").first().waitFor();
  assert.deepEqual(errors, []);
});
