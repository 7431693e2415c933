import { defineConfig } from "@playwright/test";
import { browserOptions } from "../../chromium.mjs";

export default defineConfig({
  reporter: "line",
  use: { baseURL: process.env.PAGE_URL, launchOptions: browserOptions() },
  workers: 1,
});
