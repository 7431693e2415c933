// roomkey/testing in Vitest: no port, no server, no waiting.
import { SConnectorClient } from "roomkey";
import { createEmulator } from "roomkey/testing";
import { afterEach, expect, test, vi } from "vitest";

const sessions = [{ roomName: "Blue", status: "ON_GOING", userCount: 2 }];
const emulator = await createEmulator({ data: { sessions } });
const rooms = new SConnectorClient(emulator.sConnector);
afterEach(() => {
  vi.useRealTimers();
  emulator.reset();
});

test("the rooms in session are listed", async () => {
  expect(await rooms.listSessions()).toEqual(sessions);
});

test("an answer that is an hour late is no answer", async () => {
  vi.useFakeTimers();
  emulator.fault({ operation: "listSessions", type: "delay", ms: 3_600_000 });
  const refused = expect(rooms.listSessions()).rejects.toMatchObject({ kind: "timeout" });
  await vi.advanceTimersByTimeAsync(30_000);
  await refused;
});
