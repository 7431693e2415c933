// The whole way through the access cards: issue, find, send again, reissue and delete, as a visitor takes it.

import { expect, test } from "./demo.mjs";

test("a visitor issues, finds, resends, reissues and deletes users", async ({ demo, page, world }) => {
  await demo.openCards();
  await expect(demo.cards).toContainText("한빛 출입관리");
  await expect(demo.cards).toContainText(/(1:00:00|59:\d\d) left/);
  await expect(demo.cards).toContainText("2,800 users");

  const portrait = await demo.portrait();
  await demo.fillIssueForm({
    "User key": "2026-9001",
    "Card number": "GATE-9001",
    Name: "독고하늘",
    Department: "시설관리팀",
    "E-mail": "haneul.dokgo@hanbit.example",
  });
  await demo.issueField("Portrait").setInputFiles(portrait);
  await expect(demo.issueForm.getByAltText("The chosen portrait")).toBeVisible();
  await demo.button("Issue").click();
  await expect(demo.issueForm).toContainText("Issued 독고하늘 with card GATE-9001.");
  const [issued] = await world.requests("createUserWithCard");
  expect(JSON.parse(issued.body).user.portraitData).toBe(portrait.buffer.toString("base64"));

  // The directory has found the new user already, picture and all.
  await expect(demo.search).toHaveValue("2026-9001");
  await expect(demo.people).toHaveCount(1);
  const person = demo.person("독고하늘");
  await expect(person).toContainText("시설관리팀");
  await expect(person).toContainText("GATE-9001");
  await expect(person).toContainText("INACTIVE");
  await expect
    .poll(() =>
      person
        .locator("img")
        .first()
        .evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth),
    )
    .toBe(48);

  await demo.search.fill("독고");
  await expect(demo.cards).toContainText("1 user for “독고”");
  await expect(demo.people).toHaveCount(1);

  const detail = demo.cards.locator(".detail");
  await expect(detail).toContainText("Sent, and not on a phone yet");
  await demo.button("Resend").click();
  await expect(detail).toContainText("Sent again by e-mail.");

  await world.advance(3 * 60_000);
  await demo.button("Refresh").click();
  await expect(detail).toContainText("Active on the holder’s phone");
  await demo.button("Resend").click();
  await expect(demo.failure(detail)).toContainText("This card can’t be sent again");
  await expect(demo.failure(detail)).toContainText("the card is already activated");
  await expect(demo.failure(detail)).toContainText("For another phone, reissue the card.");

  await demo.button("Reissue").click();
  await expect(detail).toContainText("Reissued: the same card is on its way again.");
  await expect(detail).toContainText("INACTIVE");
  await expect(demo.failure()).toHaveCount(0);

  // Two more, of whom one is gone before the page knows.
  await demo.search.fill("2018-0003");
  await demo.person("2018-0003").getByRole("checkbox").check();
  await demo.search.fill("2018-0001");
  await demo.person("2018-0001").getByRole("checkbox").check();
  await world.deleteUser("201");
  await demo.search.fill("2026-9001");
  await demo.person("2026-9001").getByRole("checkbox").check();
  await demo.button("Delete users (3)").click();
  await expect(page.getByRole("dialog")).toContainText("Delete 3 users?");
  await expect(page.getByRole("dialog").getByRole("listitem")).toHaveCount(3);
  await demo.button("Delete 3 users").click();

  const results = page.locator("#delete-results");
  await expect(results).toContainText("2 of 3 users deleted, 1 failed");
  const line = (/** @type {string} */ text) => results.getByRole("listitem").filter({ hasText: text });
  await expect(line("독고하늘")).toContainText("Deleted");
  await expect(line("user 203")).toContainText("Deleted");
  await expect(line("user 201")).toContainText("404: user not found");
  await expect(demo.cards).toContainText("Nobody is found for “2026-9001”.");
});
