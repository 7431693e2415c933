// A Worker in workerd, by Miniflare. What it sends goes to the emulator, which runs in the test's process.
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { Miniflare } from "miniflare";
import { createEmulator } from "roomkey/testing";

const sessions = [{ roomName: "Blue", status: "ON_GOING", userCount: 2 }];
const emulator = await createEmulator({ data: { sessions } });
const { accessKey, secretKey } = emulator.sConnector.credentials;
const worker = new Miniflare({
  modules: true,
  modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
  scriptPath: "dist/worker.js",
  compatibilityDate: "2026-04-01",
  cf: false,
  bindings: { ROOMS_URL: emulator.sConnector.baseUrl, ACCESS_KEY: accessKey, SECRET_KEY: secretKey },
  outboundService: emulator.fetch,
});
afterEach(() => emulator.reset());
after(() => worker.dispose());

test("the Worker tells the rooms in session", async () => {
  const response = await worker.dispatchFetch("http://worker/");
  assert.deepEqual(await response.json(), ["Blue"]);
});

test("it says what is wrong where the service fails", async () => {
  emulator.fault({ operation: "listSessions", type: "status", status: 503 });
  const response = await worker.dispatchFetch("http://worker/");
  assert.equal(await response.text(), "unavailable");
});
