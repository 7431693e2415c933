// MSW answers whatever fetch the code uses: here the global one.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { http } from "msw";
import { setupServer } from "msw/node";
import { SConnectorClient } from "roomkey";
import { createEmulator } from "roomkey/testing";

const emulator = await createEmulator();
const server = setupServer(...emulator.handlers(http));
before(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => emulator.reset());
after(() => server.close());

test("the license is told", async () => {
  const { baseUrl, credentials } = emulator.sConnector;
  const rooms = new SConnectorClient({ baseUrl, credentials });
  assert.equal((await rooms.getLicense()).roomLimit, 10);
});
