// The demo page in a browser, against the emulator. Without ROOMKEY_PAGE and ROOMKEY_EMULATOR it starts the emulator itself,
// for a package and a site that are built already.

import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";
import { browserOptions } from "../chromium.mjs";

const OWN_PAGE = "http://127.0.0.1:8740";
const OWN_EMULATOR = "http://127.0.0.1:8741";

const given = process.env.ROOMKEY_PAGE && process.env.ROOMKEY_EMULATOR;
if (!given) Object.assign(process.env, { ROOMKEY_PAGE: OWN_PAGE, ROOMKEY_EMULATOR: OWN_EMULATOR });

const desktop = { width: 1280, height: 900 };

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.mjs",
  outputDir: "../../test-results",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    launchOptions: browserOptions(),
    locale: "en-GB",
    timezoneId: "Asia/Seoul",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "desktop-light", use: { viewport: desktop, colorScheme: "light" } },
    { name: "desktop-dark", use: { viewport: desktop, colorScheme: "dark" }, testMatch: "*looks.spec.mjs" },
    {
      name: "phone",
      use: { viewport: { width: 360, height: 740 }, colorScheme: "light", isMobile: true, hasTouch: true },
      testMatch: ["*looks.spec.mjs", "*whole.spec.mjs"],
    },
  ],
  webServer: given
    ? undefined
    : {
        command: [
          "cargo run --quiet --package roomkey-emulator --",
          "--page-port 8740 --page-dir www --mount /pkg=pkg --mount /vendor/uplot=node_modules/uplot/dist",
          "--control-port 8741 --arctos-port 0 --s-connector-port 0 --airfob-port 0",
        ].join(" "),
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        url: OWN_PAGE,
        timeout: 600_000,
      },
});
