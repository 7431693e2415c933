// Inside workerd: the emulator in the test itself, and the Worker, whose requests go to the emulator of vitest.testing.config.js.
import { exports } from "cloudflare:workers";
import { SConnectorClient } from "roomkey";
import { createEmulator } from "roomkey/testing";
import { expect, test } from "vitest";

test("a client of the test's own has an emulator of its own", async () => {
  const emulator = await createEmulator({ data: { sessions: [] } });
  const rooms = new SConnectorClient(emulator.sConnector);
  expect(await rooms.listSessions()).toEqual([]);
  emulator.fault({ operation: "listSessions", type: "status", status: 503 });
  expect(await rooms.listSessions()).toEqual([]);
  expect(emulator.requests({ operation: "listSessions" }).length).toBe(3);
});

test("the Worker signs a user in, and the licence is there", async () => {
  const response = await exports.default.fetch("http://worker/");
  expect(await response.text()).toBe("MODERATOR, 10 rooms");
});
