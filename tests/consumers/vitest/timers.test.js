// Vitest's fake timers drive the faults that take time.
import { SConnectorClient } from "roomkey";
import { createEmulator } from "roomkey/testing";
import { afterEach, expect, test, vi } from "vitest";

const HOUR = 3_600_000;
afterEach(() => vi.useRealTimers());

test.each([
  { fault: { type: "delay", ms: HOUR }, passes: HOUR },
  // A byte a minute, of some 130.
  { fault: { type: "drip", ms: 60_000 }, passes: 4 * HOUR },
])("$fault.type goes by the fake clock", async ({ fault, passes }) => {
  const emulator = await createEmulator();
  const rooms = new SConnectorClient({ ...emulator.sConnector, timeoutMs: 5 * HOUR });
  await rooms.authenticate();
  vi.useFakeTimers();
  emulator.fault({ operation: "getLicense", ...fault });
  let license;
  rooms.getLicense().then((given) => {
    license = given;
  });
  await vi.advanceTimersByTimeAsync(fault.ms - 1);
  expect(license).toBeUndefined();
  await vi.advanceTimersByTimeAsync(passes);
  expect(license?.roomLimit).toBe(10);
});
