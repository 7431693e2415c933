// A sign-in, and every fault, as a Worker sees them.
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { Miniflare } from "miniflare";
import { createEmulator } from "roomkey/testing";

const emulator = await createEmulator();
const { accessKey, secretKey } = emulator.sConnector.credentials;
const worker = new Miniflare({
  modules: true,
  modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
  scriptPath: "dist/worker.js",
  compatibilityDate: "2026-04-01",
  cf: false,
  bindings: {
    ROOMS_URL: emulator.sConnector.baseUrl,
    ACCESS_KEY: accessKey,
    SECRET_KEY: secretKey,
    ARCTOS_URL: emulator.arctos.baseUrl,
    LICENSE_KEY: emulator.arctos.licenseKey,
  },
  outboundService: emulator.fetch,
});
afterEach(() => emulator.reset());
after(() => worker.dispose());

const told = async () => (await worker.dispatchFetch("http://worker/")).text();

for (const [fault, kind] of [
  [{ type: "reset" }, "network"],
  [{ type: "lost" }, "network"],
  [{ type: "cut", bytes: 10 }, "network"],
  [{ type: "cut", bytes: 0 }, "network"],
  [{ type: "redirect", location: "/elsewhere" }, "redirect"],
  [{ type: "hang" }, "timeout"],
  [{ type: "hangBody" }, "timeout"],
  [{ type: "garbage" }, "decode"],
]) {
  test(`${JSON.stringify(fault)} is ${kind}`, async () => {
    emulator.fault({ operation: "listSessions", ...fault });
    assert.equal(await told(), kind);
  });
}

for (const fault of [
  { type: "delay", ms: 50 },
  { type: "drip", ms: 0 },
]) {
  test(`the answer comes in spite of ${JSON.stringify(fault)}`, async () => {
    emulator.update({ sessions: [] });
    emulator.fault({ operation: "listSessions", ...fault });
    assert.equal(await told(), "[]");
  });
}

test("a Worker sends what its page documents, and nothing of Miniflare's", async () => {
  await told();
  const requests = emulator.requests();
  assert.deepEqual(
    requests.map(({ operation }) => operation),
    ["authenticate", "listSessions"],
  );
  assert.deepEqual(
    requests.flatMap(({ undocumented }) => undocumented),
    [],
  );
});

test("a user is signed in", async () => {
  const response = await worker.dispatchFetch("http://worker/sign-in");
  assert.equal((await response.json()).role, "MODERATOR");
  const steps = emulator.requests({ service: "arctos" }).map(({ operation, status }) => [operation, status]);
  assert.deepEqual(steps, [
    ["getAuthCode", 200],
    ["getAuthTokenUseCode", 200],
    ["checkAuthToken", 200],
  ]);
});
