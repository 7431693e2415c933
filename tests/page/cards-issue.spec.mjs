// Issuing a user: what is refused and where it is told, and an answer that is lost.

import { expect, test } from "./demo.mjs";

const VISITOR = { "User key": "V-77", "Card number": "770077", Phone: "+821012345678" };

test("a phone number that is none is refused before it is sent, at its field", async ({ demo, world }) => {
  await demo.openCards("1002");
  await demo.fillIssueForm({ ...VISITOR, Phone: "010-1234-5678" });
  await demo.button("Issue").click();
  await expect(demo.failure(demo.issueForm)).toContainText("user.phone must be in E.164");
  await expect(demo.failure(demo.issueForm)).toContainText("Nothing was sent.");
  const phone = demo.issueField("Phone");
  await expect(phone).toBeFocused();
  await expect(phone).toHaveAttribute("aria-invalid", "true");
  await expect(phone).toHaveAccessibleDescription(/user\.phone must be in E\.164/);
  expect(await world.requests("createUserWithCard")).toHaveLength(0);

  await phone.fill("+821012345678");
  await expect(phone).not.toHaveAttribute("aria-invalid", "true");
  await expect(phone).toHaveAccessibleDescription("");
  await demo.button("Issue").click();
  await expect(demo.issueForm).toContainText("Issued V-77 with card 770077.");
  await expect(demo.failure()).toHaveCount(0);
});

test("a portrait that is no picture is refused before it is sent", async ({ demo, world }) => {
  await demo.openCards("1002");
  await demo.fillIssueForm(VISITOR);
  const file = { name: "face.png", mimeType: "image/png", buffer: Buffer.from("a face, in words") };
  const portrait = demo.issueField("Portrait");
  await portrait.setInputFiles(file);
  await demo.button("Issue").click();
  await expect(demo.failure(demo.issueForm)).toContainText("user.portrait is neither JPEG nor PNG");
  await expect(portrait).toHaveAccessibleDescription(/neither JPEG nor PNG.*may be left out/);
  await demo.button("Remove portrait").click();
  await expect(portrait).toHaveAccessibleDescription("JPEG or PNG, at most 10 MiB; may be left out.");
  await expect(portrait).not.toHaveAttribute("aria-invalid", "true");
  await demo.button("Issue").click();
  await expect(demo.issueForm).toContainText("Issued V-77");
  expect(JSON.parse((await world.requests("createUserWithCard"))[0].body).user).not.toHaveProperty("portraitData");
});

test("a card that ends before it begins is refused before it is sent", async ({ demo }) => {
  await demo.openCards("1002");
  await demo.fillIssueForm({ ...VISITOR, "Valid from": "2026-11-20T09:00", Until: "2026-11-19T18:00" });
  await demo.button("Issue").click();
  await expect(demo.failure(demo.issueForm)).toContainText("card.endDate is before card.startDate");
});

test("a span of time is sent as the visitor's clock has it, and shown so", async ({ demo, world }) => {
  await demo.openCards("1002");
  await demo.fillIssueForm({ ...VISITOR, "Valid from": "2026-11-20T09:00", Until: "2026-11-21T18:00" });
  await demo.button("Issue").click();
  await expect(demo.person("V-77")).toContainText("20 Nov 2026, 09:00 to 21 Nov 2026, 18:00");
  const { card } = JSON.parse((await world.requests("createUserWithCard"))[0].body);
  expect(card.startDate).toBe(Date.UTC(2026, 10, 20));
  expect(card.endDate).toBe(Date.UTC(2026, 10, 21, 9));
});

test("a site asks for what it needs, and no more", async ({ demo }) => {
  await demo.openCards("1001");
  await demo.fillIssueForm({});
  await expect(demo.issueField("E-mail")).toHaveAttribute("required");
  await expect(demo.issueField("Valid from")).toBeHidden();
  await demo.chooseSite("1002");
  await expect(demo.issueField("Phone")).toHaveAttribute("required");
  await expect(demo.issueField("E-mail")).not.toHaveAttribute("required");
  await expect(demo.issueField("Valid from")).toHaveAttribute("required");
});

test("what the site refuses is told in its own words", async ({ demo }) => {
  await demo.openCards("1002");
  await demo.fillIssueForm({ ...VISITOR, "User key": "V00001" });
  await demo.button("Issue").click();
  await expect(demo.failure(demo.issueForm)).toContainText("user.userKey V00001 is already in use");
  await expect(demo.issueField("User key")).toBeFocused();
  await expect(demo.issueField("User key")).toHaveAccessibleDescription(/user\.userKey V00001 is already in use/);
});

test("an answer that is lost says so, and the user is looked for", async ({ demo, world }) => {
  await demo.openCards("1002");
  await world.break({ operation: "createUserWithCard", fault: { type: "lost" } });
  await demo.fillIssueForm({ ...VISITOR, Name: "독고하늘" });
  await demo.button("Issue").click();
  await expect(demo.failure(demo.issueForm)).toContainText("The user may have been issued all the same");
  await expect(demo.failure(demo.issueForm)).toContainText("Look for the user before you issue anyone again.");
  await demo.button("Look for the user").click();
  await expect(demo.person("독고하늘").locator(".name")).toBeFocused();
  await expect(demo.issueForm).toContainText("독고하늘 was issued");
  await expect(demo.failure()).toHaveCount(0);
  expect(await world.requests("createUserWithCard")).toHaveLength(1);
});

test("a request that never arrived leaves the form as it was", async ({ demo, world }) => {
  await demo.openCards("1002");
  await world.break({ operation: "createUserWithCard", fault: { type: "reset" } });
  await demo.fillIssueForm(VISITOR);
  await demo.button("Issue").click();
  await demo.button("Look for the user").click();
  await expect(demo.cards).toContainText("Nobody is found for “V-77”.");
  await expect(demo.issueField("Card number")).toHaveValue("770077");
  await demo.button("Issue").click();
  await expect(demo.issueForm).toContainText("Issued V-77");
});

/** Begins to issue someone, and leaves before the answer is there. @param {import("./demo.mjs").Demo} demo @param {() => Promise<void>} leave */
async function leaveMeanwhile(demo, leave, visitor = VISITOR) {
  await demo.fillIssueForm(visitor);
  await demo.button("Issue").click();
  await expect.poll(async () => (await demo.world.requests("createUserWithCard")).length).toBe(1);
  await leave();
  await expect(demo.leftBehind).toHaveText(
    `${visitor["User key"]} at site 1002 is still being issued. What becomes of it is told here.`,
  );
}

test("logging out does not hide who is issued meanwhile", async ({ demo, world }) => {
  await demo.openCards("1002");
  await world.break({ operation: "createUserWithCard", fault: { type: "delay", ms: 2000 } });
  await leaveMeanwhile(demo, () => demo.button("Log out").click());
  await expect(demo.leftBehind).toHaveText(
    "Issued V-77 with card 770077 at site 1002 after you had left. Search there for V-77 to see or delete the user.",
  );
  await demo.button("Log in").click();
  await expect(demo.search).toBeVisible();
  await expect(demo.leftBehind).toContainText("Issued V-77");
  await demo.search.fill("V-77");
  await expect(demo.person("V-77")).toBeVisible();
  await demo.button("Log out").click();
  await expect(demo.leftBehind).toBeEmpty();
});

test("logging out does not hide that an issue failed", async ({ demo, world }) => {
  await demo.openCards("1002");
  await world.break({ operation: "createUserWithCard", fault: { type: "delay", ms: 2000 } });
  await leaveMeanwhile(demo, () => demo.button("Log out").click(), { ...VISITOR, "User key": "V00001" });
  await expect(demo.leftBehind).toContainText("V00001 at site 1002, after you had left: The request was rejected.");
  await expect(demo.leftBehind).toContainText("user.userKey V00001 is already in use");
  await expect(demo.leftBehind).toContainText("nothing happened there. What to do: Change what it names");
  await expect(demo.button("Log in")).toBeFocused();
});

test("logging out does not hide that an answer was lost", async ({ demo, page, world }) => {
  await page.clock.install();
  await demo.openCards("1002");
  await world.break({ operation: "createUserWithCard", fault: { type: "hang" } });
  await leaveMeanwhile(demo, () => demo.button("Log out").click());
  await page.clock.fastForward(10_100);
  await expect(demo.leftBehind).toContainText("V-77 at site 1002, after you had left: The user may have been issued");
  await expect(demo.leftBehind).toContainText("What to do: Look for the user before you issue anyone again.");
});

test("another site's form is not taken for the one that was sent", async ({ demo, world }) => {
  await demo.openCards("1002");
  await world.break({ operation: "createUserWithCard", fault: { type: "delay", ms: 2000 } });
  await leaveMeanwhile(demo, () => demo.chooseSite("1001"));
  await demo.fillIssueForm({ "User key": "2026-9001" });
  await expect(demo.leftBehind).toContainText("Issued V-77 with card 770077 at site 1002");
  await expect(demo.issueField("User key")).toHaveValue("2026-9001");
  await expect(demo.search).toHaveValue("");
});

test("a second click does not issue twice", async ({ demo, world }) => {
  await demo.openCards("1002");
  await world.break({ operation: "createUserWithCard", fault: { type: "delay", ms: 500 } });
  await demo.fillIssueForm(VISITOR);
  await demo.button("Issue").dblclick();
  await expect(demo.issueForm).toContainText("Issued V-77");
  expect(await world.requests("createUserWithCard")).toHaveLength(1);
});
