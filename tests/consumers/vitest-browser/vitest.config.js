import { playwright } from "@vitest/browser-playwright";
import { browserOptions } from "../../chromium.mjs";

export default {
  test: {
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      instances: [{ browser: "chromium" }],
      provider: playwright({ launchOptions: browserOptions() }),
    },
  },
};
