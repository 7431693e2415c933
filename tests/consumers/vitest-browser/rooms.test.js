// Vitest's browser mode: the test, the client and the emulator are all in a page of Chromium.
import { SConnectorClient } from "roomkey";
import { createEmulator } from "roomkey/testing";
import { expect, test } from "vitest";

test("the rooms in session are shown", async () => {
  const sessions = [{ roomName: "Blue", status: "ON_GOING", userCount: 2 }];
  const emulator = await createEmulator({ data: { sessions } });
  const rooms = new SConnectorClient(emulator.sConnector);
  for (const { roomName } of await rooms.listSessions()) document.body.append(roomName);
  expect(document.body.textContent).toContain("Blue");
});
