// Jest's fake timers drive the faults that take time.
const { SConnectorClient } = require("roomkey");
const { createEmulator } = require("roomkey/testing");

const HOUR = 3_600_000;
afterEach(() => jest.useRealTimers());

test.each([
  { fault: { type: "delay", ms: HOUR }, passes: HOUR },
  // A byte a minute, of some 130.
  { fault: { type: "drip", ms: 60_000 }, passes: 4 * HOUR },
])("$fault.type goes by the fake clock", async ({ fault, passes }) => {
  const emulator = await createEmulator();
  const rooms = new SConnectorClient({ ...emulator.sConnector, timeoutMs: 5 * HOUR });
  await rooms.authenticate();
  jest.useFakeTimers();
  emulator.fault({ operation: "getLicense", ...fault });
  let license;
  rooms.getLicense().then((given) => {
    license = given;
  });
  await jest.advanceTimersByTimeAsync(fault.ms - 1);
  expect(license).toBeUndefined();
  await jest.advanceTimersByTimeAsync(passes);
  expect(license?.roomLimit).toBe(10);
});
