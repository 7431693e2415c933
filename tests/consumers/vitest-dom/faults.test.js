// Faults that need something of the platform: streams, signals, timers.
import { SConnectorClient } from "roomkey";
import { createEmulator } from "roomkey/testing";
import { expect, test } from "vitest";

test.each([
  [{ type: "cut", bytes: 10 }, "network"],
  [{ type: "hangBody" }, "timeout"],
  [{ type: "drip", ms: 200 }, "timeout"],
  [{ type: "hang" }, "timeout"],
  [{ type: "big", bytes: 1000 }, "decode"],
  [{ type: "reset" }, "network"],
  [{ type: "redirect", location: "/elsewhere" }, "redirect"],
])("%j is %s", async (fault, kind) => {
  const emulator = await createEmulator();
  const rooms = new SConnectorClient({ ...emulator.sConnector, retry: false, timeoutMs: 1000 });
  emulator.fault({ operation: "listSessions", ...fault });
  await expect(rooms.listSessions()).rejects.toMatchObject({ kind });
});

test("an aborted call ends at once, with the reason", async () => {
  const emulator = await createEmulator();
  const rooms = new SConnectorClient(emulator.sConnector);
  emulator.fault({ operation: "listSessions", type: "hang" });
  const stop = new AbortController();
  const pending = rooms.listSessions({ signal: stop.signal });
  stop.abort(new Error("enough"));
  await expect(pending).rejects.toThrow("enough");
});
