// How the demo page without a server looks and reads: in light, in dark and on a phone.

import { expectNoSidewaysScroll, expectNoViolation } from "./looks.mjs";
import { expect, test } from "./site.mjs";

test("the site is accessible with its banner, a fault and a card", async ({ site, page }) => {
  await site.openCards();
  await site.breakIt("503: not available", "Arctos, any call", "Until cleared");
  await site.button("Get code").click();
  await expect(site.failure(site.signIn)).toContainText("Arctos is not available");
  await site.openUser("김하윤");
  await expect(site.cards.locator(".detail img.portrait")).toBeVisible();
  await expect(site.banner).toBeVisible();
  await expectNoViolation(page);
  await expectNoSidewaysScroll(page);
  site.expectNothingSent();
});
