// Everything by keyboard alone, with the focus in sight.

import { expect, test } from "./demo.mjs";

/**
 * Presses Tab until something has the focus.
 * @param {import("./demo.mjs").Page} page
 * @param {import("@playwright/test").Locator} target
 */
async function tabTo(page, target) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) {
      const outline = await target.evaluate((element) => {
        const visible = element.matches("[type=radio]") ? element.nextElementSibling : element;
        return visible ? getComputedStyle(visible).outlineStyle : "none";
      });
      expect(outline).not.toBe("none");
      return;
    }
  }
  throw new Error(`Tab never reached ${target}`);
}

test("a visitor signs in, looks up a room and changes the period without a mouse", async ({ demo, page }) => {
  await demo.open();

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the demo" })).toBeFocused();
  await page.keyboard.press("Enter");

  await tabTo(page, demo.button("Get code"));
  await page.keyboard.press("Enter");
  await expect(demo.button("Exchange code for token")).toBeEnabled();
  await page.keyboard.press("Tab");
  await expect(demo.button("Exchange code for token")).toBeFocused();
  await page.keyboard.press("Space");
  await expect(demo.button("Check token")).toBeEnabled();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(demo.step("Identity")).toContainText("Signed in");

  await tabTo(page, demo.rooms.getByLabel("Look up one room"));
  await page.keyboard.type("no such room");
  await page.keyboard.press("Enter");
  await expect(demo.rooms).toContainText("no such room is not in session.");

  await tabTo(page, demo.usage.getByRole("radio", { name: "30 days" }));
  await page.keyboard.press("ArrowRight");
  await expect(demo.chart).toHaveAccessibleName(/from 21 Aug 2026/);
});

test("a visitor logs in, finds a user, resends and deletes without a mouse", async ({ demo, page }) => {
  await demo.open();
  await demo.button("Show").focus();
  await tabTo(page, demo.button("Log in"));
  await page.keyboard.press("Enter");
  await expect(demo.people).toHaveCount(10);

  await tabTo(page, demo.search);
  await page.keyboard.type("2018-0003");
  await expect(demo.people).toHaveCount(1);
  await tabTo(page, demo.person("2018-0003").getByRole("checkbox"));
  await page.keyboard.press("Space");
  await tabTo(page, demo.person("2018-0003").locator(".name"));
  await page.keyboard.press("Enter");
  await expect(demo.person("2018-0003").locator(".name")).toBeFocused();
  await tabTo(page, demo.button("Resend"));
  await page.keyboard.press("Enter");
  await expect(demo.failure(demo.cards)).toContainText("This card can’t be sent again");
  await expect(demo.button("Resend")).toBeFocused();

  await demo.search.focus();
  await tabTo(page, demo.button("Delete users (1)"));
  await page.keyboard.press("Enter");
  await expect(demo.button("Keep them")).toBeFocused();
  await tabTo(page, demo.button("Delete 1 user"));
  await page.keyboard.press("Enter");
  await expect(demo.cards.getByRole("heading", { name: "1 user deleted" })).toBeFocused();
});

test("a fault is switched on, seen and cleared without a mouse", async ({ demo, page }) => {
  await demo.open();
  await tabTo(page, demo.bench.locator("summary").first());
  await page.keyboard.press("Enter");
  await tabTo(page, demo.bench.getByRole("button", { name: "Break it" }));
  await page.keyboard.press("Enter");
  await expect(demo.bench).toContainText("Waiting to happen");
  await tabTo(page, demo.button("Clear all"));
  await page.keyboard.press("Enter");
  await expect(demo.bench).not.toContainText("Waiting to happen");
  await expect(demo.bench.getByRole("button", { name: "Break it" })).toBeFocused();
});

test("the focus stays on a button while its call runs", async ({ demo, page }) => {
  await demo.open({ loaded: false });
  await expect(demo.button("Get code")).toBeEnabled();
  await demo.button("Get code").focus();
  await page.keyboard.press("Enter");
  await expect(demo.step("Code")).toContainText("left");
  await expect(demo.button("Get code")).toBeFocused();
});
