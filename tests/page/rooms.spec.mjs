// Rooms: refreshing by itself, resting, failing without losing the list, and the look-up.

import { expect, test } from "./demo.mjs";

/** @param {string} path @param {unknown} value */
const changedAnswer = (path, value) => ({
  service: "sConnector",
  operation: "listSessions",
  times: 0,
  fault: { type: "set", path, value },
});

test("the sessions refresh by themselves", async ({ demo, page, world }) => {
  await page.clock.install();
  await demo.open();
  await world.break(changedAnswer("data[0].roomName", "방금 시작"));
  await page.clock.fastForward(5000);
  await expect(demo.sessions).toContainText("방금 시작");
  await expect(demo.rooms).toContainText("Updated just now");
});

test("the age of the list is told", async ({ demo, page }) => {
  await page.clock.install();
  await demo.open();
  await demo.button("Pause").click();
  await page.clock.fastForward(65_000);
  await expect(demo.rooms).toContainText(/Updated 6\d s ago, refreshing is paused/);
});

test("a hidden tab asks nothing, and asks at once when it is seen again", async ({ demo, page, world }) => {
  await page.clock.install();
  await demo.open();
  const show = (/** @type {boolean} */ hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await show(true);
  const before = (await world.requests("listSessions")).length;
  await page.clock.fastForward(30_000);
  expect(await world.requests("listSessions")).toHaveLength(before);
  await show(false);
  await expect.poll(async () => (await world.requests("listSessions")).length).toBe(before + 1);
});

test("going offline pauses the refresh, and coming back resumes it", async ({ demo, context, world }) => {
  await demo.open();
  await context.setOffline(true);
  await expect(demo.rooms).toContainText("refreshing is off while offline");
  const before = (await world.requests("listSessions")).length;
  await context.setOffline(false);
  await expect.poll(async () => (await world.requests("listSessions")).length).toBeGreaterThan(before);
});

test("a refresh that fails keeps the last list and says so", async ({ demo, page, world }) => {
  await page.clock.install();
  await demo.open();
  const list = await demo.sessions.innerText();
  await world.break({ service: "sConnector", operation: "listSessions", times: 0, fault: { type: "garbage" } });
  await page.clock.fastForward(5000);
  await expect(demo.failure(demo.rooms)).toContainText("The answer makes no sense");
  await expect(demo.rooms).toContainText("the last refresh failed");
  expect(await demo.sessions.innerText()).toBe(list);
});

test("keys that are refused are not tried again and again", async ({ demo, page, world }) => {
  await page.clock.install();
  const refusal = { type: "status", status: 401, body: { status: false } };
  await world.break({ service: "sConnector", operation: "authenticate", times: 0, fault: refusal });
  await demo.open({ loaded: false });
  await expect(demo.failure(demo.rooms)).toContainText("S-Connector doesn’t know these keys");
  await expect(demo.rooms).toContainText("refreshing has stopped");
  const before = (await world.requests("authenticate")).length;
  await page.clock.fastForward(60_000);
  expect(await world.requests("authenticate")).toHaveLength(before);
});

test("a state that nobody knows yet is shown as it came", async ({ demo, world }) => {
  await world.break(changedAnswer("data[0].status", "LOBBY"));
  await demo.open();
  await expect(demo.sessions).toContainText("LOBBY");
});

test("an empty list explains itself", async ({ demo, world }) => {
  await world.break(changedAnswer("data", []));
  await demo.open({ loaded: false });
  await expect(demo.rooms).toContainText("No room is in session right now");
  await expect(demo.rooms).toContainText("0 of 10 rooms in use");
});

test("a room that is not in session is told apart from a failure", async ({ demo }) => {
  await demo.open();
  await demo.rooms.getByLabel("Look up one room").fill("없는 방 ../1?x#y");
  await demo.button("Look up").click();
  await expect(demo.rooms).toContainText("없는 방 ../1?x#y is not in session.");
  await expect(demo.failure()).toHaveCount(0);
});

test("a room name that cannot be asked for is refused before it is sent", async ({ demo, world }) => {
  await demo.open();
  await demo.rooms.getByLabel("Look up one room").fill("..");
  await demo.button("Look up").click();
  await expect(demo.failure(demo.rooms)).toContainText("Something in the form can’t be right");
  await expect(demo.failure(demo.rooms)).toContainText("Nothing was sent.");
  expect(await world.requests("getSession")).toHaveLength(0);
});

test("Korean names are marked as Korean", async ({ demo, world }) => {
  await world.break(changedAnswer("data[0].roomName", "회의실 1"));
  await demo.open();
  await expect(demo.sessions.getByText("회의실 1", { exact: true }).first()).toHaveAttribute("lang", "ko");
});
