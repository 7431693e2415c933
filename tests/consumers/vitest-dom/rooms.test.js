// A component's test.
import { SConnectorClient } from "roomkey";
import { createEmulator } from "roomkey/testing";
import { expect, test } from "vitest";

test("the rooms in session are shown", async () => {
  const sessions = [{ roomName: "Blue", status: "ON_GOING", userCount: 2 }];
  const emulator = await createEmulator({ data: { sessions } });
  const rooms = new SConnectorClient(emulator.sConnector);
  for (const { roomName } of await rooms.listSessions()) document.body.append(roomName);
  expect(document.body.textContent).toBe("Blue");
});
