// Failures in words that a person can act on, switched on with the page's own switch.

import { expect, test } from "./demo.mjs";

const GET_CODE = "Arctos, get code";

/** @type {[licence: string, title: string, todo: string][]} */
const LICENCES = [
  ["Expired (3404)", "The licence has expired", "Renew the licence"],
  ["All rooms taken (3405)", "All licensed rooms are taken", "Close a room"],
  ["No licence file (3401)", "No licence for this key", "Check the licence key"],
  ["Wrong type (3402)", "The licence is of the wrong type", "licence of the right type"],
  ["Not authorised (3403)", "The licence does not cover this", "Try another role"],
  ["Room does not exist (3406)", "The licensed room does not exist", "create the room"],
  ["Access not allowed (403)", "Not allowed", "more rights"],
];

for (const [licence, title, todo] of LICENCES) {
  test(`a licence is refused in words: ${licence}`, async ({ demo }) => {
    await demo.open({ loaded: false });
    await demo.openBench();
    await demo.bench.getByLabel("Licence to sign in with").selectOption(licence);
    await demo.button("Get code").click();
    await expect(demo.signIn.getByRole("alert")).toContainText(title);
    await expect(demo.signIn.getByRole("alert")).toContainText(todo);
    await expect(demo.failure()).toContainText("The service refused it, so nothing happened there. Tried once.");
    await expect(demo.step("Code")).toContainText("Failed");
    await expect(demo.log.getByRole("listitem").filter({ hasText: "/api/auth/code" })).toContainText("403");
  });
}

/** @type {[fault: string, title: string, inTheLog: string][]} */
const FAULTS = [
  ["503: not available", "Arctos is not available", "503"],
  ["429: too many requests, wait 45 s", "Too many requests", "429"],
  ["The connection breaks in mid-answer", "Arctos can’t be reached", "network"],
  ["An answer that is no JSON", "The answer makes no sense", "decode"],
  ["A web page instead of an answer", "The answer makes no sense", "decode"],
  ["A redirect to somewhere else", "The answer points elsewhere", "redirect"],
  ["A value of the wrong type", "The answer makes no sense", "decode"],
  ["401: the token has expired", "The token has expired", "tokenExpired 1404"],
];

for (const [fault, title, inTheLog] of FAULTS) {
  test(`a fault is told in words: ${fault}`, async ({ demo }) => {
    await demo.open({ loaded: false });
    await demo.breakIt(fault, GET_CODE, "Until cleared");
    await demo.button("Get code").click();
    await expect(demo.failure()).toContainText(title);
    await expect(demo.failure()).toContainText("What to do:");
    await expect(demo.log.getByRole("listitem").filter({ hasText: "/api/auth/code" }).first()).toContainText(inTheLog);

    await demo.clearFaults();
    await demo.button("Get code").click();
    await expect(demo.step("Code")).toContainText("left");
    await expect(demo.failure()).toHaveCount(0);
  });
}

test("503 for good is tried three times, and can be tried again", async ({ demo }) => {
  await demo.open({ loaded: false });
  await demo.breakIt("503: not available", GET_CODE, "Until cleared");
  await demo.button("Get code").click();
  await expect(demo.failure()).toContainText("Tried 3 times.");
  await demo.clearFaults();
  await demo.button("Try again").click();
  await expect(demo.step("Code")).toContainText("left");
});

test("503 once is none of the visitor's business, but stands in the log", async ({ demo }) => {
  await demo.open({ loaded: false });
  await demo.breakIt("503: not available", GET_CODE);
  await demo.button("Get code").click();
  await expect(demo.step("Code")).toContainText("left");
  await expect(demo.log).toContainText("Arctos: trying again in");
  const rows = demo.log.getByRole("listitem").filter({ hasText: "/api/auth/code" });
  await expect(rows.filter({ hasText: "attempt 1" })).toContainText("503");
  await expect(rows.filter({ hasText: "attempt 2" })).toContainText("200");
});

test("429 says how long to wait", async ({ demo }) => {
  await demo.open({ loaded: false });
  await demo.breakIt("429: too many requests, wait 45 s", GET_CODE);
  await demo.button("Get code").click();
  await expect(demo.failure()).toContainText("The service asks to wait 45 s.");
});

test("a service that hangs is given up after ten seconds", async ({ demo, page, world }) => {
  await page.clock.install();
  await demo.open({ loaded: false });
  await demo.breakIt("Hangs: never answers", GET_CODE);
  await demo.button("Get code").click();
  await expect.poll(async () => (await world.requests("getAuthCode")).length).toBe(1);
  await page.clock.fastForward(10_100);
  await expect(demo.failure()).toContainText("No answer in time");
  await expect(demo.failure()).toContainText("whether the service did it is not known");
  await expect(demo.log.getByRole("listitem").filter({ hasText: "/api/auth/code" })).toContainText("timeout");
});

test("an S-Connector token that is refused is renewed without a word to the visitor", async ({ demo }) => {
  await demo.open();
  await demo.button("Clear").click();
  await demo.breakIt("401: the token has expired", "S-Connector, live sessions");
  await demo.button("Refresh now").click();
  await expect(demo.log).toContainText("S-Connector: new token");
  await expect(demo.failure()).toHaveCount(0);
});

test("a login that fails is named, and the call after it said not to be sent", async ({ demo, world }) => {
  const refusal = { type: "status", status: 403 };
  await world.break({ service: "sConnector", operation: "authenticate", times: 0, fault: refusal });
  await demo.open({ loaded: false });
  const failure = demo.failure(demo.rooms).first();
  await expect(failure).toContainText(/The call before it, authenticate, failed, so \w+ was not sent\./);
  await expect(failure).not.toContainText("Nothing was sent.");
});

test("the details name kind, code and the service's own words", async ({ demo }) => {
  await demo.open({ loaded: false });
  await demo.openBench();
  await demo.bench.getByLabel("Licence to sign in with").selectOption("Expired (3404)");
  await demo.button("Get code").click();
  await demo.failure().locator("summary").click();
  const details = demo.failure().locator(".facts");
  for (const text of ["license", "arctos.getAuthCode", "403", "3404", "refused"]) {
    await expect(details).toContainText(text);
  }
});

/** @type {[fault: string, title: string][]} */
const CARD_FAULTS = [
  ["Done, but the answer is lost", "The user may have been issued all the same"],
  ["The connection breaks in mid-answer", "The user may have been issued all the same"],
  ["A value of the wrong type", "The user may have been issued all the same"],
  ["503: not available", "The user may have been issued all the same"],
  ["429: too many requests, wait 45 s", "Too many requests"],
];

for (const [fault, title] of CARD_FAULTS) {
  test(`an issue that fails says what is known of it: ${fault}`, async ({ demo }) => {
    await demo.openCards("1002");
    await demo.breakIt(fault, "Airfob, issue", "Until cleared");
    await demo.fillIssueForm({ "User key": "V-77", "Card number": "770077", Phone: "+821012345678" });
    await demo.button("Issue").click();
    await expect(demo.failure(demo.issueForm)).toContainText(title);
  });
}
