// The demo page as a site without a server: served as plain files, below a path, with nothing but the page behind it.

import { fileURLToPath } from "node:url";
import { serve } from "../package/support.mjs";
import { test as base, Demo, expect } from "./demo.mjs";

export { expect };

const SITE = process.env.ROOMKEY_SITE ?? fileURLToPath(new URL("../../target/site", import.meta.url));

/** The page on its own emulator. */
export class Site extends Demo {
  /** @param {import("./demo.mjs").Page} page @param {string} origin */
  constructor(page, origin) {
    super(page, /** @type {any} */ (undefined));
    this.origin = origin;
    this.banner = page.locator("#in-page");
    /** What the page asked for, but what it has inside. @type {string[]} */
    this.asked = [];
    page.on("request", (request) => this.asked.push(request.url()));
  }

  /** @override */
  async open({ path = "/some/where/", loaded = true } = {}) {
    await this.page.goto(`${this.origin}${path}`);
    if (!loaded) return;
    await expect(this.sessions).toBeVisible();
    await expect(this.chart).toBeVisible();
  }

  /** Nothing was asked of anyone but the server of the files. */
  expectNothingSent() {
    const network = this.asked.filter((url) => /^https?:/.test(url));
    expect(network.length).toBeGreaterThan(0);
    expect(network.filter((url) => new URL(url).origin !== this.origin)).toEqual([]);
  }
}

/** @type {import("@playwright/test").TestType<import("@playwright/test").PlaywrightTestArgs & { site: Site, clean: void }, { origin: string }>} */
export const test = base.extend({
  origin: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to see what a fixture needs.
    async ({}, use) => {
      const server = await serve({ "/some/where/": SITE, "/": SITE });
      await use(server.url);
      await server.close();
    },
    { scope: "worker" },
  ],
  site: async ({ page, origin }, use) => {
    await use(new Site(page, origin));
  },
});
