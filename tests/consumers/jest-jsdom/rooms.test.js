// A page's code under Jest's jsdom.
const { SConnectorClient } = require("roomkey");
const { createEmulator } = require("roomkey/testing");

test("the rooms in session are listed", async () => {
  const sessions = [{ roomName: "Blau, 회의실", status: "ON_GOING", userCount: 2 }];
  const emulator = await createEmulator({ data: { sessions } });
  const rooms = new SConnectorClient(emulator.sConnector);
  expect(await rooms.listSessions()).toEqual(sessions);
  expect(await rooms.getSession("Blau, 회의실")).toEqual(sessions[0]);
});
