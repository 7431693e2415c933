// Takes the picture for the README. Opt-in: ROOMKEY_PAGE and ROOMKEY_EMULATOR name what runs; writes docs/images/demo.png.

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { browserOptions } from "../chromium.mjs";
import { Demo, World } from "./demo.mjs";

const target = fileURLToPath(new URL("../../docs/images/demo.png", import.meta.url));
/** At night three rooms are in use, so the list is short. */
const NIGHT = Date.UTC(2026, 10, 18, 19);
/** Small enough for a README to begin with, large enough to read. */
const [WIDTH, HEIGHT, SCALE] = [1280, 1900, 0.58];

const world = await World.shared(NIGHT);
const browser = await chromium.launch(browserOptions());
try {
  const page = await browser.newPage({
    viewport: { width: WIDTH, height: HEIGHT },
    deviceScaleFactor: SCALE,
    locale: "en-GB",
    timezoneId: "Asia/Seoul",
  });
  const demo = new Demo(page, world);
  await demo.open();
  await demo.button("Sign in").click();
  await demo.step("Identity").getByText("Signed in").waitFor();
  await demo.usage.getByText("1 year").click();
  await demo.usage.getByRole("img", { name: "from 19 Nov 2025" }).waitFor();
  await page.evaluate(() => scrollTo(0, (document.getElementById("sign-in")?.offsetTop ?? 0) - 8));
  const chart = await demo.usage.locator(".readout").boundingBox();
  mkdirSync(dirname(target), { recursive: true });
  await page.screenshot({ path: target, clip: { x: 0, y: 0, width: WIDTH, height: chart?.y ?? HEIGHT } });
} finally {
  await browser.close();
  await world.reset();
}
