// Chromium as every test starts it: the one that was set up, and nothing in it but the page.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What starts with a window, or asks hosts that no test knows. A second switch of this name replaces Playwright's, so its list is here too. */
const OFF = [
  // The address bar's suggestions are two pages of their own, loaded anew for every window: more work than the page under test.
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
];

/** For `chromium.launch`. */
export function browserOptions() {
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "chromium"));
  return {
    executablePath: process.env.ROOMKEY_CHROMIUM ?? onPath.find((file) => existsSync(file)),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--disable-features=${OFF.join(",")}`,
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ],
  };
}
