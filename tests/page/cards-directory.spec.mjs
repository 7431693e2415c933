// The account and the directory: logging in, searching as one types, pages, and a user's card.

import { expect, test } from "./demo.mjs";

const FIRST = "김하윤";

test.describe("the account", () => {
  test("nothing is asked before someone logs in", async ({ demo, world }) => {
    await demo.open();
    await expect(demo.search).toBeHidden();
    expect(await world.requests("login")).toHaveLength(0);
    await demo.button("Log in").click();
    await expect(demo.search).toBeVisible();
  });

  test("a wrong password is told in words", async ({ demo, page }) => {
    await demo.open();
    await page.locator("#connection > summary").click();
    await page.getByLabel("Account’s password").fill("not-the-password");
    await demo.button("Connect").click();
    await demo.button("Log in").click();
    await expect(demo.failure(demo.cards)).toContainText("Airfob refused the e-mail or the password");
    await expect(demo.failure(demo.cards)).toContainText("email or password is wrong");
    await expect(demo.failure(demo.cards)).toContainText("Check both under Connection");
    await expect(demo.search).toBeHidden();
  });

  test("a token whose hour is over is renewed without a word to the visitor", async ({ demo, world }) => {
    await demo.openCards();
    await world.advance(61 * 60_000);
    await demo.search.fill(FIRST);
    await expect(demo.cards).toContainText(`for “${FIRST}”`);
    await expect(demo.cards).toContainText("renewed at");
    await expect(demo.cards).toContainText(/(1:00:00|59:\d\d) left/);
    await expect(demo.failure()).toHaveCount(0);
    expect(await world.requests("login")).toHaveLength(2);
  });

  test("logging out leaves nothing of the directory", async ({ demo }) => {
    await demo.openCards();
    await demo.person(FIRST).getByRole("checkbox").check();
    await demo.button("Log out").click();
    await expect(demo.search).toBeHidden();
    await expect(demo.people).toHaveCount(0);
    await expect(demo.cards).not.toContainText("한빛 출입관리");
    await expect(demo.button("Log in")).toBeFocused();

    await demo.button("Log in").click();
    await expect(demo.people).toHaveCount(10);
    await expect(demo.selection).toBeHidden();
  });

  test("logging out does not wait for a login that hangs", async ({ demo, world }) => {
    await demo.openCards();
    await world.break({ operation: "login", fault: { type: "hang" } });
    await demo.button("Log in").click();
    await expect.poll(async () => (await world.requests("login")).length).toBe(2);
    await demo.button("Log out").click();
    await expect(demo.search).toBeHidden();
    await expect(demo.log).toContainText("cancelled");
    await demo.button("Log in").click();
    await expect(demo.people).toHaveCount(10);
  });

  test("another site has other people and other cards", async ({ demo }) => {
    await demo.openCards();
    await demo.openUser(FIRST);
    await demo.chooseSite("1002");
    await expect(demo.cards).toContainText("Cards for a span of time");
    await expect(demo.cards).toContainText("640 users");
    await expect(demo.cards.locator(".detail")).toHaveCount(0);
    await expect(demo.people.filter({ hasText: "EXPIRED" }).first()).toContainText(/\d+\s\w+\s2026,\s\d\d:\d\d to/);
  });

  test("a host of one's own takes a site's id as it is typed", async ({ demo, page, world }) => {
    await page.route(/emulator\.json|\/worlds\/default/, (route) => route.abort());
    await page.goto(`${process.env.ROOMKEY_PAGE}/`);
    await expect(demo.cards).toContainText("Enter an Airfob account’s e-mail and password");
    const { baseUrl, email, password } = world.keys.airfob;
    await page.getByRole("group", { name: "Airfob" }).getByLabel("Base URL").fill(baseUrl);
    await page.getByLabel("Account’s e-mail").fill(email);
    await page.getByLabel("Account’s password").fill(password);
    await demo.button("Connect").click();

    const site = demo.cards.getByRole("textbox", { name: "Site" });
    await demo.button("Log in").click();
    await expect(site).toBeFocused();
    await site.fill("1004");
    await demo.button("Log in").click();
    await expect(demo.cards).toContainText("60 users");

    await site.fill("9999");
    await site.press("Tab");
    await expect(demo.failure(demo.cards)).toContainText("Airfob doesn’t have it");
    await expect(demo.failure(demo.cards)).toContainText("site not found");
  });
});

test.describe("the search", () => {
  test("letters that are typed in one go make one search", async ({ demo, page, world }) => {
    await page.clock.install();
    await demo.openCards();
    const before = (await world.requests("searchUsers")).length;
    await demo.search.pressSequentially("김하윤");
    await page.clock.fastForward(250);
    await expect(demo.cards).toContainText("for “김하윤”");
    const bodies = (await world.requests("searchUsers")).slice(before).map(({ body }) => JSON.parse(body).q);
    expect(bodies).toEqual(["김하윤"]);
  });

  test("typing on ends the search before, and the last one wins", async ({ demo, page, world }) => {
    await demo.openCards();
    await world.break({ operation: "searchUsers", fault: { type: "delay", ms: 3000 } });
    const ended = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/users/search"));
    await demo.search.fill("김");
    await expect.poll(async () => (await world.requests("searchUsers")).at(-1)?.body).toContain("김");
    await demo.search.fill("김하윤");
    expect((await ended).failure()?.errorText).toBe("net::ERR_ABORTED");
    await expect(demo.cards).toContainText("for “김하윤”");
    for (const person of await demo.people.all()) await expect(person).toContainText("김하윤");
    await expect(demo.log.getByRole("listitem").filter({ hasText: "/users/search" }).nth(1)).toContainText("cancelled");
    await expect(demo.failure()).toHaveCount(0);
  });

  test("a search that ends while the token is renewed leaves no request waiting in the log", async ({
    demo,
    world,
  }) => {
    await demo.openCards();
    await world.advance(61 * 60_000);
    await world.break({ operation: "login", fault: { type: "hang" } });
    await demo.search.fill("김");
    await expect.poll(async () => (await world.requests("login")).length).toBe(2);
    await demo.search.fill(FIRST);
    await expect(demo.cards).toContainText(`for “${FIRST}”`);
    const logins = demo.log.getByRole("listitem").filter({ hasText: /login/ });
    await expect(logins.nth(0)).toContainText("200");
    await expect(logins.nth(1)).toContainText("cancelled");
    await expect(demo.log).not.toContainText("waiting");
  });

  test("a key, an address and a phone number are found too", async ({ demo }) => {
    await demo.openCards();
    for (const text of ["2018-0001", "hayoon.kim@", "+821099232237"]) {
      await demo.search.fill(text);
      await expect(demo.cards).toContainText(`1 user for “${text}”`);
      await expect(demo.people).toContainText([FIRST]);
    }
  });

  test("a syllable that arrives in parts is found as a whole", async ({ demo, world }) => {
    await demo.openCards();
    await demo.search.fill(FIRST.normalize("NFD"));
    await expect(demo.cards).toContainText(`12 users for “${FIRST}”`);
    expect(JSON.parse((await world.requests("searchUsers")).at(-1).body).q).toBe(FIRST);
  });

  test("a search that finds nobody says what to try", async ({ demo }) => {
    await demo.openCards();
    await demo.search.fill("아무도없음");
    await expect(demo.cards).toContainText("Nobody is found for “아무도없음”. Try a part of");
    await expect(demo.button("Next")).toBeHidden();
  });

  test("a site without users says how to begin", async ({ demo }) => {
    await demo.openCards("0");
    await expect(demo.cards).toContainText("Nobody has a card here yet. Issue the first user below.");
  });

  test("a search that fails keeps the list, and can be tried again", async ({ demo, world }) => {
    await demo.openCards();
    await world.break({ operation: "searchUsers", times: 3, fault: { type: "status", status: 503 } });
    await demo.search.fill(FIRST);
    await expect(demo.failure(demo.cards)).toContainText("Airfob is not available");
    await expect(demo.failure(demo.cards)).toContainText("Tried 3 times.");
    await expect(demo.people).toHaveCount(10);
    await demo.button("Try again").click();
    await expect(demo.cards).toContainText(`for “${FIRST}”`);
    await expect(demo.failure()).toHaveCount(0);
  });

  test("after a search that failed, Next shows its first page", async ({ demo, world }) => {
    await demo.openCards();
    await world.break({ operation: "searchUsers", times: 3, fault: { type: "status", status: 503 } });
    await demo.search.fill("김");
    await expect(demo.failure(demo.cards)).toContainText("Tried 3 times.");
    await demo.button("Next").click();
    await expect(demo.cards).toContainText("for “김”");
    await expect(demo.cards).toContainText(/1 to 10 of \d+, page 1 of/);
  });
});

test.describe("pages", () => {
  test("one page follows the other, to the last and back", async ({ demo }) => {
    await demo.openCards("1004");
    const pages = demo.cards.getByRole("navigation", { name: "Pages" });
    await expect(pages).toContainText("1 to 10 of 60, page 1 of 6");
    await expect(demo.button("Previous")).toBeDisabled();
    const first = await demo.people.first().innerText();
    for (let page = 2; page <= 6; page++) {
      await demo.button("Next").click();
      await expect(pages).toContainText(`page ${page} of 6`);
    }
    await expect(pages).toContainText("51 to 60 of 60");
    await expect(demo.button("Next")).toBeDisabled();
    await expect(demo.button("Previous")).toBeFocused();
    expect(await demo.people.first().innerText()).not.toBe(first);
  });

  test("a page that fails is no page turned", async ({ demo, world }) => {
    await demo.openCards("1004");
    const pages = demo.cards.getByRole("navigation", { name: "Pages" });
    const fail = async (/** @type {string} */ button) => {
      const before = (await world.requests("searchUsers")).length;
      await demo.button(button).click();
      await expect.poll(async () => (await world.requests("searchUsers")).length).toBe(before + 3);
      await expect(demo.failure(demo.cards)).toContainText("Tried 3 times.");
    };
    await world.break({ operation: "searchUsers", times: 6, fault: { type: "status", status: 503 } });
    await fail("Next");
    await fail("Next");
    await expect(pages).toContainText("1 to 10 of 60, page 1 of 6");
    await demo.button("Next").click();
    await expect(pages).toContainText("11 to 20 of 60, page 2 of 6");
    await expect(demo.failure()).toHaveCount(0);

    await demo.button("Next").click();
    await expect(pages).toContainText("page 3 of 6");
    await world.break({ operation: "searchUsers", times: 3, fault: { type: "status", status: 503 } });
    await fail("Previous");
    await expect(pages).toContainText("page 3 of 6");
    await demo.person("V00021").getByRole("checkbox").check();
    await expect(pages).toContainText("page 3 of 6");
    await demo.button("Try again").click();
    await expect(pages).toContainText("page 2 of 6");
  });

  test("two presses in a row turn two pages", async ({ demo, world }) => {
    await demo.openCards("1004");
    await world.break({ operation: "searchUsers", fault: { type: "delay", ms: 3000 } });
    await demo.button("Next").dblclick();
    await expect(demo.cards).toContainText("page 3 of 6");
  });

  test("the order can be turned round", async ({ demo }) => {
    await demo.openCards("1004");
    await expect(demo.people.first()).toContainText("V00001");
    await demo.cards.getByLabel("Order").selectOption("Descending");
    await expect(demo.people.first()).toContainText("V00060");
  });

  test("a search begins at the first page", async ({ demo }) => {
    await demo.openCards();
    await demo.button("Next").click();
    await expect(demo.cards).toContainText("page 2 of 280");
    await demo.search.fill("김");
    await expect(demo.cards).toContainText(/1 to 10 of \d+, page 1 of/);
  });

  test("a page that is gone by the time it is asked for gives way to the last", async ({ demo, world }) => {
    await demo.openCards("1004");
    for (const page of [2, 3, 4, 5]) {
      await demo.button("Next").click();
      await expect(demo.cards).toContainText(`page ${page} of 6`);
    }
    for (const place of Array(10).keys()) await world.deleteUser(String(4111 + place));
    await demo.button("Next").click();
    await expect(demo.cards).toContainText("41 to 50 of 50, page 5 of 5");
    await expect(demo.people).toHaveCount(10);
  });

  test("a selection outlasts pages and searches", async ({ demo }) => {
    await demo.openCards();
    await demo.people.nth(0).getByRole("checkbox").check();
    await demo.button("Next").click();
    await expect(demo.cards).toContainText("page 2 of 280");
    await demo.people.nth(1).getByRole("checkbox").check();
    await expect(demo.cards).toContainText("2 selected");
    await demo.button("Previous").click();
    await expect(demo.people.nth(0).getByRole("checkbox")).toBeChecked();
    await demo.button("Clear selection").click();
    await expect(demo.people.nth(0).getByRole("checkbox")).not.toBeChecked();
    await expect(demo.selection).toBeHidden();
  });
});

test.describe("a user", () => {
  test("the card is shown with its state and its time", async ({ demo }) => {
    await demo.openCards("1002");
    const detail = await demo.openUser("V00002");
    await expect(detail).toContainText("EXPIRED");
    await expect(detail).toContainText("Its time is over");
    await expect(detail).toContainText("20 Oct 2026, 06:09 to 30 Oct 2026, 06:09");
    await expect(detail).toContainText("by text message");
  });

  test("someone without a card can be shown, but not be sent one", async ({ demo }) => {
    await demo.openCards("1002");
    await demo.openUser("V00001");
    await expect(demo.cards.locator(".detail")).toContainText("no card");
    await expect(demo.button("Resend")).toBeDisabled();
    await expect(demo.button("Reissue")).toBeDisabled();
  });

  test("a state that nobody knows yet is shown as it came", async ({ demo, world }) => {
    const change = (/** @type {string} */ path, /** @type {unknown} */ value) =>
      world.break({ operation: "searchUsers", fault: { type: "set", path, value } });
    await change("records[0].card.status", "LOST");
    await demo.openCards();
    await expect(demo.people.first()).toContainText("LOST");
    await change("records[0].meta", "no JSON");
    await demo.button("Refresh").click();
    await expect(demo.people.first()).toContainText("2018-0001");
    const detail = await demo.openUser("2018-0001");
    await expect(detail).toContainText("no JSON");
  });

  test("a picture that does not load gives way to the name", async ({ demo, page }) => {
    await page.route("**/portraits/*", (route) => route.abort());
    await demo.openCards();
    await expect(demo.people.first().locator(".portrait")).toHaveText("하윤");
  });

  test("a resend without an answer says that it may have been done", async ({ demo, world }) => {
    await demo.openCards("1002");
    await world.break({ operation: "sendCard", fault: { type: "lost" } });
    const detail = await demo.openUser("V00004");
    await demo.button("Resend").click();
    await expect(demo.failure(detail)).toContainText("The card may have been sent all the same");
    await demo.button("Look at the user again").click();
    expect(await world.requests("sendCard")).toHaveLength(1);
  });
});
