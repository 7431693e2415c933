// What an emulator can be told, and what it tells.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { AirfobClient, ArctosClient, SConnectorClient } from "roomkey";
import { createEmulator } from "roomkey/testing";

const site = { siteId: "7", cardType: "REGULAR", format: "ASCII", contact: "EMAIL" };
const kim = { userKey: "E-1", email: "kim@example.com", meta: { name: "Kim" } };
const emulator = await createEmulator({
  now: "2026-01-14T03:00:00Z",
  data: { license: { roomLimit: 3 }, sessions: [], usage: [], sites: [{ ...site, users: [kim] }] },
});
const arctos = new ArctosClient(emulator.arctos);
const rooms = new SConnectorClient({ ...emulator.sConnector, timeoutMs: 200 });
const cards = new AirfobClient(emulator.airfob);
afterEach(() => emulator.reset()); // clock, data, faults and records

test("data: what the services hold", async () => {
  assert.equal((await rooms.getLicense()).roomLimit, 3);
  assert.equal((await cards.searchUsers({ siteId: "7" })).users[0].meta.name, "Kim");
  emulator.update({ license: { enabled: false } });
  assert.equal((await rooms.getLicense()).enabled, false);
});

test("time: a code lives for so long, and the clock moves when it is told to", async () => {
  const { code } = await arctos.getAuthCode({ userId: "u-1", role: "MODERATOR" });
  emulator.clock.advance({ days: 1 });
  await assert.rejects(arctos.getAuthTokenUseCode({ code }), { service: "arctos", kind: "unauthorized" });
});

test("faults: the second search fails, whatever it is for", async () => {
  emulator.fault({ service: "airfob", operation: "searchUsers", after: 1, type: "status", status: 500 });
  const strict = new AirfobClient({ ...emulator.airfob, retry: false });
  await strict.searchUsers({ siteId: "7" });
  await assert.rejects(strict.searchUsers({ siteId: "7" }), { kind: "unavailable" });
});

test("faults: every answer hangs until the faults are cleared", async () => {
  emulator.fault({ service: "sConnector", type: "hang", times: Number.POSITIVE_INFINITY });
  await assert.rejects(rooms.listSessions(), { kind: "timeout" });
  emulator.clearFaults();
  assert.deepEqual(await rooms.listSessions(), []);
});

test("license keys that fail as the vendor's page says", async () => {
  const expired = new ArctosClient({ ...emulator.arctos, licenseKey: emulator.licenses.expired });
  await assert.rejects(expired.signIn({ userId: "u-1", role: "MODERATOR" }), { kind: "license", code: 3404 });
});

test("records: what was sent, and what no page of the vendor's names", async () => {
  await arctos.signIn({ userId: "u-1", role: "MODERATOR" });
  const [sent] = emulator.requests({ operation: "getAuthCode" });
  assert.deepEqual(JSON.parse(sent.body), { user_id: "u-1", role: "MODERATOR" });
  assert.deepEqual([sent.method, sent.path, sent.status], ["POST", "/api/auth/code", 200]);
  assert.deepEqual(sent.undocumented, []);
});
