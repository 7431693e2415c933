// How the access cards look and read: in light, in dark and on a phone; filled, asking and failing.

import { expect, test } from "./demo.mjs";
import { expectNoSidewaysScroll, expectNoViolation } from "./looks.mjs";

test("the cards are accessible with a user open, some selected and the form filled", async ({ demo, page }) => {
  await demo.openCards("1002");
  await demo.openUser("V00004");
  await demo.cards.getByLabel("Select all on this page").check();
  await demo.fillIssueForm({ "User key": "V-77" });
  await demo.issueField("Portrait").setInputFiles(await demo.portrait());
  await expect(demo.issueForm.getByAltText("The chosen portrait")).toBeVisible();
  await expectNoViolation(page);
  await expectNoSidewaysScroll(page);
});

test("the cards are accessible with a field that is refused", async ({ demo, page }) => {
  await demo.openCards("1002");
  await demo.fillIssueForm({ "User key": "V-77", "Card number": "770077", Phone: "010-1234-5678" });
  await demo.button("Issue").click();
  await expect(demo.issueField("Phone")).toHaveAccessibleDescription(/user\.phone/);
  await expectNoViolation(page);
  await expectNoSidewaysScroll(page);
});

test("the cards are accessible while they ask and show results", async ({ demo, page, world }) => {
  await demo.openCards("1002");
  await world.deleteUser("3004");
  await demo.cards.getByLabel("Select all on this page").check();
  await demo.button("Delete users (10)").click();
  await expectNoViolation(page);
  await demo.button("Delete 10 users").click();
  await expect(page.locator("#delete-results")).toContainText("9 of 10 users deleted, 1 failed");
  // The list is dimmed while it is fetched anew.
  await expect(page.locator("#users")).toHaveAttribute("aria-busy", "false");
  await expectNoViolation(page);
  await expectNoSidewaysScroll(page);
});
