// What every look of the page is held to: no violation of accessibility, and nothing that sticks out sideways.

import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";

/** @param {import("./demo.mjs").Page} page */
export async function expectNoViolation(page) {
  // What is not legacy opens a second page to gather what the frames of the first one found: it has none.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
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
