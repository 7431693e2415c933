// Timers of sinon's, and of Node's own runner, drive the faults that take time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SConnectorClient } from "roomkey";
import { createEmulator } from "roomkey/testing";
import sinon from "sinon";

const HOUR = 3_600_000;

/** A client that has its token, so that the fault strikes the first request under fake timers. */
async function ready(fault) {
  const emulator = await createEmulator();
  const rooms = new SConnectorClient({ ...emulator.sConnector, timeoutMs: 5 * HOUR });
  await rooms.authenticate();
  emulator.fault({ operation: "getLicense", ...fault });
  return { emulator, rooms };
}

/** What a promise gave so far. */
function watched(promise) {
  const seen = { value: undefined };
  promise.then((value) => {
    seen.value = value;
  });
  return seen;
}

for (const [fault, ms] of [
  [{ type: "delay", ms: HOUR }, HOUR],
  // A byte a minute, of some 130.
  [{ type: "drip", ms: 60_000 }, 4 * HOUR],
]) {
  test(`${fault.type} goes by sinon's clock`, async (t) => {
    const { rooms } = await ready(fault);
    const clock = sinon.useFakeTimers();
    t.after(() => clock.restore());
    const seen = watched(rooms.getLicense());
    await clock.tickAsync(fault.ms - 1);
    assert.equal(seen.value, undefined);
    await clock.tickAsync(ms);
    assert.equal(seen.value?.roomLimit, 10);
  });
}

test("delay goes by the clock of Node's runner", async (t) => {
  const { emulator, rooms } = await ready({ type: "delay", ms: HOUR });
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const seen = watched(rooms.getLicense());
  await new Promise(setImmediate);
  assert.equal(emulator.requests({ operation: "getLicense" }).length, 1);
  t.mock.timers.tick(HOUR - 1);
  await new Promise(setImmediate);
  assert.equal(seen.value, undefined);
  t.mock.timers.tick(1);
  await new Promise(setImmediate);
  assert.equal(seen.value?.roomLimit, 10);
});
