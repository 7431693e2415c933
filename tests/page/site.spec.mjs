// The demo page without a server: what it does with the emulator inside of it, and that it sends nothing.

import { expect, test } from "./site.mjs";

const FIRST = "김하윤";

test.afterEach(({ site }) => site.expectNothingSent());

for (const path of ["/", "/some/where/", "/some/where/index.html", "/?control=http://127.0.0.1:8700/worlds/default"]) {
  test(`at ${path} a visitor signs in, watches rooms and sees the usage`, async ({ site }) => {
    await site.open({ path });
    await site.button("Get code").click();
    await expect(site.step("Code")).toContainText(/(10:00|9:5\d) left/);
    await site.button("Exchange code for token").click();
    await site.button("Check token").click();
    await expect(site.step("Identity")).toContainText("Signed in");
    await expect(site.step("Identity")).toContainText("10 rooms");
    await expect(site.rooms).toContainText(/\d+ of 10 rooms in use/);
    await expect(site.sessions).toContainText("room_name");
    await site.usage.getByText("2 years").click();
    await expect(site.usage.locator(".busiest li")).toHaveCount(10);
    await expect(site.log).toContainText("GET /v1/static");
    await expect(site.failure()).toHaveCount(0);
  });
}

test("a banner says that nothing is real and nothing is sent", async ({ site, page }) => {
  await site.open();
  await expect(site.banner).toBeVisible();
  await expect(site.banner).toContainText("Nothing here is real, and nothing is sent");
  await expect(page.locator("#connection-summary")).toHaveText(
    "Emulator, demo keys: arctos.test, s-connector.test, airfob.test",
  );
  await expect(page.getByRole("contentinfo")).toContainText("an emulator of the services, inside the page");
});

test("a fault strikes as often as it was told to, and can be cleared", async ({ site }) => {
  await site.open();
  await site.breakIt("429: too many requests, wait 45 s", "Arctos, get code");
  await expect(site.bench.getByRole("listitem")).toHaveText([
    "429: too many requests, wait 45 s; Arctos, get code; once",
  ]);
  await site.button("Get code").click();
  await expect(site.failure(site.signIn)).toContainText("Too many requests");
  await site.button("Get code").click();
  await expect(site.step("Code")).toContainText("left");

  await site.breakIt("A redirect to somewhere else", "S-Connector, one room", "Until cleared");
  for (let time = 0; time < 2; time++) {
    await site.rooms.getByLabel("Look up one room").fill("room_name");
    await site.button("Look up").click();
    await expect(site.failure(site.rooms)).toContainText("The answer points elsewhere");
  }
  await site.clearFaults();
  await site.button("Look up").click();
  await expect(site.rooms.locator("#look-up-result")).toContainText("room_name");
});

for (const [fault, words] of [
  ["503: not available", "Arctos is not available"],
  ["Hangs: never answers", "No answer in time"],
  ["The connection breaks in mid-answer", "Arctos can’t be reached"],
  ["Done, but the answer is lost", "Arctos can’t be reached"],
  ["An answer that is no JSON", "The answer makes no sense"],
  ["A web page instead of an answer", "The answer makes no sense"],
  ["A value of the wrong type", "The answer makes no sense"],
]) {
  test(`the fault “${fault}” is told in words`, async ({ site }) => {
    await site.open();
    await site.breakIt(fault, "Arctos, any call", "Until cleared");
    await site.button("Get code").click();
    await expect(site.failure(site.signIn)).toContainText(words);
  });
}

test("a slow answer comes all the same", async ({ site }) => {
  await site.open();
  await site.breakIt("Slow: answers 3 s late", "Arctos, get code");
  await site.button("Get code").click();
  await expect(site.step("Code")).toContainText("left");
  await expect(site.bench).not.toContainText("Waiting to happen");
});

test("another licence is refused in the service's words", async ({ site }) => {
  await site.open();
  await site.openBench();
  await site.bench.getByLabel("Licence to sign in with").selectOption("Expired (3404)");
  await site.button("Get code").click();
  await expect(site.failure(site.signIn)).toContainText("3404");
});

test("the clock can be moved, and a code is too old then", async ({ site }) => {
  await site.open();
  await site.button("Get code").click();
  await expect(site.step("Code")).toContainText("left");
  await site.openBench();
  const time = site.bench.locator("#world-time");
  const before = await time.innerText();
  await site.button("Move clock +11 min").click();
  await expect(time).not.toHaveText(before);
  await expect(site.step("Code")).toContainText(/expired|over|ended/i);
});

test("people have their pictures, and a card that is issued has its own", async ({ site }) => {
  await site.openCards();
  // The first of the directory is seen whole: it is no broken picture.
  const picture = site.person(FIRST).locator("> img.portrait");
  await expect(picture).toHaveAttribute("src", /^blob:/);
  await expect
    .poll(() => picture.evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth))
    .toBeGreaterThan(16);

  await site.fillIssueForm({
    "User key": "V-77",
    "Card number": "770077",
    Name: "새 사람",
    "E-mail": "new@example.com",
  });
  await site.issueField("Portrait").setInputFiles(await site.portrait());
  await site.button("Issue").click();
  const issued = site.person("V-77").locator("> img.portrait");
  await expect(issued).toHaveAttribute("src", /^blob:/);
  await expect.poll(() => issued.evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth)).toBe(48);

  // Who was issued is shown whole.
  const detail = site.cards.locator(".detail");
  await expect(detail.locator("img.portrait")).toHaveAttribute("src", /^blob:/);
  await expect(detail).toContainText("INACTIVE");
  await detail.getByRole("button", { name: "Resend" }).click();
  await expect(detail).toContainText("Sent again");
  await site.openBench();
  await site.button("Move clock +11 min").click();
  await site.button("Refresh").click();
  await expect(site.person("V-77")).toContainText("ACTIVATED");
  await site.deleteAll("users", ["V-77"]);
  await expect(site.cards.locator("#delete-results")).toContainText("1 user deleted");
});
