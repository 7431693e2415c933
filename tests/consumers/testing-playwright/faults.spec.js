// Every fault as a page sees it; in one page, since each takes a moment to open.
import { expect, test } from "@playwright/test";
import { AirfobClient } from "roomkey";
import { createEmulator } from "roomkey/testing";

const sessions = [{ roomName: "Blue", status: "ON_GOING", userCount: 2 }];
const emulator = await createEmulator({ data: { sessions } });
const { baseUrl: rooms, credentials } = emulator.sConnector;
const address = `/?${new URLSearchParams({ rooms, ...credentials })}`;

/** A picture of one point. */
const PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

test("every fault is what it is anywhere, and those that need a body in pieces say that they cannot be shown", async ({
  page,
}) => {
  const thrown = [];
  // What a handler throws fails the test at once: here it is caught.
  await emulator.route({
    route: (matches, handler) =>
      page.route(matches, (route) => handler(route).catch(({ message }) => thrown.push(message))),
  });
  for (const [fault, kind] of [
    [{ type: "reset" }, "network"],
    [{ type: "lost" }, "network"],
    [{ type: "hang" }, "timeout"],
    [{ type: "redirect", location: "/elsewhere" }, "redirect"],
    [{ type: "garbage" }, "decode"],
    [{ type: "big", bytes: 1000 }, "decode"],
    [{ type: "html", status: 200 }, "decode"],
    [{ type: "status", status: 503, headers: { "retry-after": "60" } }, "unavailable"],
    [{ type: "delay", ms: 50 }, undefined],
    [{ type: "bom" }, undefined],
  ]) {
    emulator.reset();
    emulator.fault({ operation: "listSessions", ...fault });
    await page.goto(address);
    if (kind) await expect(page.getByRole("alert"), fault.type).toHaveText(kind);
    else await expect(page.getByRole("listitem"), fault.type).toHaveText("Blue: 2 people");
  }
  expect(thrown).toEqual([]);
  for (const fault of [{ type: "drip", ms: 1 }, { type: "cut", bytes: 10 }, { type: "hangBody" }]) {
    emulator.reset();
    emulator.fault({ operation: "listSessions", ...fault });
    await page.goto(address);
    await expect.poll(() => thrown.pop(), fault.type).toContain(`the fault ${fault.type} cannot be shown there`);
  }
});

test("a page sends what is documented, sees pictures, and may be closed while an answer is late", async ({ page }) => {
  emulator.reset();
  const cards = new AirfobClient(emulator.airfob);
  await cards.createUserWithCard({
    siteId: "0",
    user: { userKey: "E-1", email: "kim@example.com", portrait: Buffer.from(PICTURE, "base64") },
    card: { number: "1", startDate: Date.now(), endDate: Date.now() + 86_400_000 },
  });
  const { users } = await cards.searchUsers({ siteId: "0", q: "E-1" });

  await emulator.route(page);
  await page.goto(address);
  await expect(page.getByRole("listitem")).toHaveText("Blue: 2 people");
  const received = emulator.requests({ service: "sConnector" });
  expect(received.map(({ operation }) => operation)).toEqual(["authenticate", "listSessions"]);
  expect(received.flatMap(({ undocumented }) => undocumented)).toEqual([]);
  const width = (src) =>
    page.evaluate(`(async () => {
    const image = Object.assign(new Image(), { src: ${JSON.stringify(src)} });
    await image.decode();
    return image.naturalWidth;
  })()`);
  expect(await width(users[0].portrait)).toBe(1);

  emulator.fault({ operation: "authenticate", type: "delay", ms: 200 });
  const asked = page.waitForRequest(`${rooms}/**`);
  await page.reload();
  await asked;
  await page.close();
});
