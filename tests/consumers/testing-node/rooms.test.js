// Node's own runner.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SConnectorClient } from "roomkey";
import { createEmulator } from "roomkey/testing";

test("the rooms in session are listed, also where the service fails once", async () => {
  const sessions = [{ roomName: "Blue", status: "ON_GOING", userCount: 2 }];
  const emulator = await createEmulator({ data: { sessions } });
  const rooms = new SConnectorClient(emulator.sConnector);
  emulator.fault({ operation: "listSessions", type: "status", status: 503 });
  assert.deepEqual(await rooms.listSessions(), sessions);
  assert.equal(emulator.requests({ operation: "listSessions" }).length, 2);
});
