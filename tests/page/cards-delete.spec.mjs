// Deleting: the question before it, what became of each, and an answer that is lost.

import { expect, test } from "./demo.mjs";

const [FIRST, SECOND] = ["김하윤", "윤예린"];

test("nobody is deleted without a yes", async ({ demo, page, world }) => {
  await demo.openCards();
  await demo.person(FIRST).getByRole("checkbox").check();
  await demo.button("Delete users (1)").click();
  await expect(demo.button("Keep them")).toBeFocused();
  await page.keyboard.press("Escape");
  await demo.button("Delete users (1)").click();
  await demo.button("Keep them").click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(demo.button("Delete users (1)")).toBeFocused();
  expect(await world.requests("deleteUsers")).toHaveLength(0);
});

test("cards are deleted and their holders stay", async ({ demo, page }) => {
  await demo.openCards();
  await demo.deleteAll("cards", [FIRST, SECOND]);
  await expect(page.locator("#delete-results")).toContainText("2 cards deleted");
  await expect(page.locator("#delete-results").getByRole("listitem").filter({ hasText: FIRST })).toContainText(
    "card 201",
  );
  await expect(demo.person(FIRST)).toContainText("no card");
  await expect(demo.person(SECOND)).toContainText("no card");
  await expect(demo.cards).toContainText("2,800 users");
});

test("what failed stays selected, what is gone does not", async ({ demo, page, world }) => {
  await demo.openCards();
  await world.deleteUser("202");
  await world.break({
    operation: "deleteUsers",
    fault: { type: "set", path: "records[0]", value: { status: 500, message: "try later" } },
  });
  await demo.deleteAll("users", ["2012-0008", SECOND, "2012-0009"]);
  const results = page.locator("#delete-results");
  await expect(results.getByRole("listitem").nth(0)).toContainText("500: try later");
  await expect(results.getByRole("listitem").nth(1)).toContainText("404: user not found");
  await expect(results.getByRole("listitem").nth(2)).toContainText("Deleted");
  await expect(demo.cards).toContainText("1 selected");
  await demo.button("Dismiss").click();
  await expect(results).toBeEmpty();
});

test("all on a page are selected at once", async ({ demo, page }) => {
  await demo.openCards();
  await demo.cards.getByLabel("Select all on this page").check();
  await demo.button("Delete users (10)").click();
  await expect(page.getByRole("dialog")).toContainText("and 2 more");
  await demo.button("Delete 10 users").click();
  await expect(page.locator("#delete-results")).toContainText("10 users deleted");
  await expect(demo.cards).toContainText("2,790 users");
});

test("an answer that is lost says that they may be gone", async ({ demo, world }) => {
  await demo.openCards();
  await world.break({ operation: "deleteUsers", fault: { type: "lost" } });
  await demo.deleteAll("users", [FIRST, SECOND]);
  await expect(demo.failure(demo.cards)).toContainText("The users may have been deleted all the same");
  await demo.button("Search again").click();
  await expect(demo.cards).toContainText("2,798 users");
  expect(await world.requests("deleteUsers")).toHaveLength(1);
});

test("an answer that is short of results is not taken for one", async ({ demo, world }) => {
  await demo.openCards();
  await world.break({ operation: "deleteUsers", fault: { type: "remove", path: "records[1]" } });
  await demo.deleteAll("users", [FIRST, SECOND]);
  await expect(demo.failure(demo.cards)).toContainText("The users may have been deleted all the same");
});
