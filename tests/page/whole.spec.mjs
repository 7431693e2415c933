// The whole way through the page, as a visitor takes it.

import { expect, test } from "./demo.mjs";

test("a visitor signs in step by step, watches rooms, looks one up and sees the usage", async ({ demo }) => {
  await demo.open();

  await demo.button("Get code").click();
  await expect(demo.step("Code")).toContainText(/(10:00|9:5\d) left/);
  await demo.button("Exchange code for token").click();
  await expect(demo.step("Token")).toContainText(/left/);
  await demo.button("Check token").click();
  await expect(demo.step("Identity")).toContainText("Signed in");
  await expect(demo.step("Identity")).toContainText("MODERATOR");
  await expect(demo.step("Identity")).toContainText("10 rooms");

  await expect(demo.rooms).toContainText(/\d+ of 10 rooms in use/);
  await expect(demo.sessions).toContainText("ON_GOING");

  const room = await demo.sessions.getByRole("rowheader").first().innerText();
  await demo.rooms.getByLabel("Look up one room").fill(room);
  await demo.button("Look up").click();
  await expect(demo.rooms.locator("#look-up-result")).toContainText(room);
  await expect(demo.rooms.locator("#look-up-result")).toContainText(/(ON_GOING|WAIT)/);

  await expect(demo.chart.locator("canvas")).toBeVisible();
  await expect(demo.usage.locator(".busiest li")).toHaveCount(10);
});
