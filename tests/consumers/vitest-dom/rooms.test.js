// A component's test: keys are refused in a page, and in a test that is right to allow.
import { SConnectorClient } from "roomkey";
import { createEmulator } from "roomkey/testing";
import { expect, test } from "vitest";

test("the rooms in session are shown", async () => {
  const sessions = [{ roomName: "Blue", status: "ON_GOING", userCount: 2 }];
  const emulator = await createEmulator({ data: { sessions } });
  const rooms = new SConnectorClient({ ...emulator.sConnector, dangerouslyAllowBrowser: true });
  for (const { roomName } of await rooms.listSessions()) document.body.append(roomName);
  expect(document.body.textContent).toBe("Blue");
});
