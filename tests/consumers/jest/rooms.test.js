// roomkey/testing in Jest.
const { SConnectorClient } = require("roomkey");
const { createEmulator } = require("roomkey/testing");

const sessions = [{ roomName: "Blue", status: "ON_GOING", userCount: 2 }];
let emulator;
let rooms;
beforeAll(async () => {
  emulator = await createEmulator({ data: { sessions } });
  rooms = new SConnectorClient(emulator.sConnector);
});
afterEach(() => {
  jest.useRealTimers();
  emulator.reset();
});

test("the rooms in session are listed", async () => {
  expect(await rooms.listSessions()).toEqual(sessions);
});

test("an answer that is an hour late is no answer", async () => {
  jest.useFakeTimers();
  emulator.fault({ operation: "listSessions", type: "delay", ms: 3_600_000 });
  const refused = expect(rooms.listSessions()).rejects.toMatchObject({ kind: "timeout" });
  await jest.advanceTimersByTimeAsync(30_000);
  await refused;
});
