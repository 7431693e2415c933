// Takes the picture for the README. Opt-in: ROOMKEY_PAGE and ROOMKEY_EMULATOR name what runs; writes docs/images/demo.png.

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { Demo, World } from "./demo.mjs";

const target = fileURLToPath(new URL("../../docs/images/demo.png", import.meta.url));
/** Six rooms are in use at this time, one of them waiting. */
const MORNING = Date.UTC(2026, 10, 18, 2, 20, 20);

const world = await World.shared(MORNING);
const browser = await chromium.launch({
  executablePath: process.env.ROOMKEY_CHROMIUM ?? execFileSync("which", ["chromium"], { encoding: "utf8" }).trim(),
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 2300 },
    locale: "en-GB",
    timezoneId: "Asia/Seoul",
  });
  const demo = new Demo(page, world);
  await demo.open();
  await demo.button("Sign in").click();
  await demo.step("Identity").getByText("Signed in").waitFor();
  const chart = await demo.usage.locator(".readout").boundingBox();
  mkdirSync(dirname(target), { recursive: true });
  await page.screenshot({ path: target, clip: { x: 0, y: 0, width: 1280, height: chart?.y ?? 1600 } });
} finally {
  await browser.close();
  await world.reset();
}
