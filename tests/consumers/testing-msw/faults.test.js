// Every fault as MSW's fetch shows it.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { http } from "msw";
import { setupServer } from "msw/node";
import { AirfobClient, SConnectorClient } from "roomkey";
import { createEmulator } from "roomkey/testing";

const emulator = await createEmulator({ data: { sessions: [] } });
const server = setupServer(...emulator.handlers(http));
before(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => emulator.reset());
after(() => server.close());

const { baseUrl, credentials } = emulator.sConnector;
const rooms = (more) => new SConnectorClient({ baseUrl, credentials, retry: false, ...more });

for (const [fault, kind] of [
  [{ type: "reset" }, "network"],
  [{ type: "lost" }, "network"],
  [{ type: "cut", bytes: 10 }, "network"],
  [{ type: "cut", bytes: 0 }, "network"],
  [{ type: "redirect", location: "/elsewhere" }, "redirect"],
  [{ type: "hang" }, "timeout"],
  [{ type: "hangBody" }, "timeout"],
  [{ type: "drip", ms: 100 }, "timeout"],
  [{ type: "garbage" }, "decode"],
  [{ type: "big", bytes: 70_000_000 }, "decode"],
  [{ type: "status", status: 503 }, "unavailable"],
  [{ type: "empty", status: 204 }, "decode"],
]) {
  test(`${JSON.stringify(fault)} is ${kind}`, async () => {
    const client = rooms({ timeoutMs: 500 });
    emulator.fault({ operation: "listSessions", ...fault });
    await assert.rejects(client.listSessions(), { kind });
  });
}

test("an aborted call ends at once, whatever the service does, and nothing is printed", async (t) => {
  const print = t.mock.method(console, "error", () => {});
  for (const type of ["hang", "hangBody", "delay"]) {
    const stop = new AbortController();
    emulator.fault({ operation: "listSessions", type, ...(type === "delay" && { ms: 60_000 }) });
    const pending = rooms().listSessions({ signal: stop.signal });
    setTimeout(() => stop.abort(new Error("enough")), 20);
    await assert.rejects(pending, /enough/);
  }
  await new Promise(setImmediate);
  assert.deepEqual(print.mock.calls, []);
});

for (const fault of [
  { type: "delay", ms: 20 },
  { type: "drip", ms: 1 },
]) {
  test(`the answer comes in spite of ${JSON.stringify(fault)}`, async () => {
    emulator.fault({ operation: "listSessions", ...fault });
    assert.deepEqual(await rooms().listSessions(), []);
  });
}

test("a name of any letters is found by its address", async () => {
  const session = { roomName: "회의실 1/2 *?", status: "ON_GOING", userCount: 1 };
  emulator.update({ sessions: [session] });
  assert.deepEqual(await rooms().getSession(session.roomName), session);
});

test("a picture comes as it is, and what is sent is what its page documents", async () => {
  const { baseUrl, credentials } = emulator.airfob;
  const cards = new AirfobClient({ baseUrl, credentials });
  const portrait = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0x00]);
  const { userId } = await cards.createUserWithCard({
    siteId: "0",
    user: { userKey: "E-1", email: "kim@example.com", portrait },
    card: { number: "1", startDate: Date.now(), endDate: Date.now() + 86_400_000 },
  });
  const found = [];
  for await (const user of cards.users({ siteId: "0" })) found.push(user);
  const picture = await fetch(found.find((user) => user.userId === userId).portrait);
  assert.deepEqual(new Uint8Array(await picture.arrayBuffer()), portrait);
  assert.deepEqual(
    emulator.requests().flatMap(({ undocumented }) => undocumented),
    [],
  );
});
