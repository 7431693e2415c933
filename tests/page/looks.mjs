// What every look of the page is held to: no violation of accessibility, and nothing that sticks out sideways.

import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";

/** @param {import("./demo.mjs").Page} page */
export async function expectNoViolation(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, nodes }) => ({
    id,
    where: nodes.map(({ target, failureSummary }) => [target, failureSummary]),
  }));
  expect(told).toEqual([]);
}

/** @param {import("./demo.mjs").Page} page */
export async function expectNoSidewaysScroll(page) {
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  expect(scroll).toBeLessThanOrEqual(client);
}
