// Every fault that needs something of the platform, where the platform is jsdom: no TextEncoder, no ReadableStream, a Response lent.
const { AirfobClient, SConnectorClient } = require("roomkey");
const { createEmulator } = require("roomkey/testing");

test.each([
  [{ type: "cut", bytes: 10 }, "network"],
  [{ type: "hangBody" }, "timeout"],
  [{ type: "drip", ms: 200 }, "timeout"],
  [{ type: "hang" }, "timeout"],
  [{ type: "big", bytes: 1000 }, "decode"],
  [{ type: "reset" }, "network"],
  [{ type: "redirect", location: "/elsewhere" }, "redirect"],
])("%j is %s", async (fault, kind) => {
  expect(typeof ReadableStream + typeof TextEncoder).toBe("undefinedundefined");
  const emulator = await createEmulator();
  const rooms = new SConnectorClient({ ...emulator.sConnector, retry: false, timeoutMs: 1000 });
  emulator.fault({ operation: "listSessions", ...fault });
  await expect(rooms.listSessions()).rejects.toMatchObject({ kind });
});

test("a body of text, bytes or a form is read", async () => {
  const emulator = await createEmulator();
  const bytes = Uint8Array.from('{"é":1}', (character) => character.charCodeAt(0));
  for (const body of ['{"회":1}', bytes, bytes.buffer, new URLSearchParams({ a: "1" })]) {
    await emulator.fetch("https://airfob.test/login", { method: "POST", body });
  }
  const cards = new AirfobClient(emulator.airfob);
  expect((await cards.searchUsers({ siteId: "1001" })).users.length).toBeGreaterThan(0);
  expect(emulator.requests().map(({ body }) => body)[0]).toBe('{"회":1}');
});
