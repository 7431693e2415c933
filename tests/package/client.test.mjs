// Clients that are made before the module is there: their calls wait for it.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as inline from "roomkey/inline";
import { json, LICENSE } from "../conformance/scripted.js";
import { temporaryFolder } from "./support.mjs";

const PACKAGE = fileURLToPath(new URL("../../pkg", import.meta.url));

/** A copy of the package whose module is on its way, until `arrive()`. */
async function arriving() {
  const folder = temporaryFolder();
  await cp(PACKAGE, folder, { recursive: true });
  const slim = await import(pathToFileURL(join(folder, "slim.js")));
  let bring;
  const coming = slim.init(
    new Promise((resolve) => {
      bring = resolve;
    }),
  );
  const arrive = async () => {
    bring(await readFile(join(folder, "roomkey.wasm")));
    await coming;
  };
  return { slim, arrive };
}

const OPTIONS = { baseUrl: "http://127.0.0.1:1", accessToken: "an invented token", retry: false };

test("a client works behind a proxy, before the module is there and after", async () => {
  const client = new Proxy(new inline.SConnectorClient(OPTIONS), {});
  for (const moment of ["before", "after"]) {
    await assert.rejects(client.getLicense(), { name: "RoomkeyError", kind: "network" }, moment);
  }
  client.free();
});

test("a call that waits for the module sends what it was given, whatever the user changes meanwhile", async () => {
  const { slim, arrive } = await arriving();
  const sent = [];
  const fetch = async (_, { body }) => {
    sent.push(JSON.parse(body));
    return json({ status: 200, records: [], total: 0, record: {} });
  };
  class Options {
    get accessToken() {
      return "an invented token";
    }
  }
  const options = Object.assign(new Options(), { baseUrl: "http://127.0.0.1:1", retry: false, fetch });
  const client = new slim.AirfobClient(options);
  const ids = ["1", "2"];
  const portrait = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]);
  const request = {
    siteId: "0",
    user: { userKey: "before", email: "a@b.example", meta: { name: "모카" }, portrait },
    card: { number: "8", startDate: new Date(1_000), endDate: new Date(2_000) },
  };
  const calls = [client.deleteUsers(ids), client.createUserWithCard(request)];
  options.baseUrl = "http://127.0.0.1:2";
  ids.splice(0, 2, "999");
  request.user.userKey = "after";
  request.user.meta.name = "after";
  request.card.startDate.setTime(5);
  portrait[8] = 1;

  await arrive();
  await Promise.allSettled(calls);
  assert.deepEqual(sent, [
    [{ userId: "1" }, { userId: "2" }],
    {
      siteId: "0",
      user: {
        userKey: "before",
        email: "a@b.example",
        meta: '{"name":"모카"}',
        portraitData: "iVBORw0KGgoA",
      },
      card: { number: "8", startDate: 1_000, endDate: 2_000 },
    },
  ]);
});

test("a walk that was begun before its client was freed goes on, also before the module is there", async () => {
  const { slim, arrive } = await arriving();
  const card = { id: "1", number: "1", status: "ACTIVE", cardType: "REGULAR", format: "GENERAL", cardTypeDesc: "" };
  const user = { userId: "1", siteId: "0", userKey: "k", card };
  const fetch = async () => json({ status: 200, total: 1, records: [user] });
  const client = new slim.AirfobClient({ baseUrl: "http://127.0.0.1:1", accessToken: "an invented token", fetch });
  const [walk, unused] = [client.users({ siteId: "0" }), client.users({ siteId: "0" })];
  client.free();
  await assert.rejects(client.users({ siteId: "0" }).next(), { kind: "invalidArgument" });
  await arrive();
  assert.equal((await walk.next()).value.userId, "1");
  await unused.return();
});

test("calls that wait for the module have one budget, outlast the freeing of their client, and keep their options", async (t) => {
  const { slim, arrive } = await arriving();
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const silent = new slim.SConnectorClient({ ...OPTIONS, fetch: () => new Promise(() => {}) });
  const working = new slim.SConnectorClient({ ...OPTIONS, fetch: async () => json(LICENSE) });
  const controller = new AbortController();

  const outcomes = Promise.allSettled([
    working.getLicense(),
    silent.getLicense({ timeoutMs: 60_000 }),
    silent.getLicense({ signal: controller.signal, timeoutMs: 600_000 }),
    silent.getLicense({ timeoutMs: "long" }),
    silent.getLicense(null),
  ]);
  working.free();
  const late = working.getLicense();
  await assert.rejects(late, { kind: "invalidArgument", outcome: "notSent" });
  now = 59_999;
  await arrive();
  setTimeout(() => controller.abort("enough"));

  const [freed, spent, aborted, wrong, none] = await outcomes;
  assert.equal(freed.value.roomLimit, 3);
  assert.equal(spent.reason.kind, "timeout");
  assert.equal(spent.reason.attempts, 1);
  assert.equal(aborted.reason, "enough");
  assert.match(wrong.reason.message, /timeoutMs/);
  assert.equal(none.reason.kind, "timeout", "null is as good as nothing");
});

test("a call that gives up waiting for the module leaves no timer and no listener behind", async () => {
  const { slim, arrive } = await arriving();
  const client = new slim.SConnectorClient({ ...OPTIONS, fetch: async () => json(LICENSE) });
  const controller = new AbortController();
  const { signal } = controller;
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  await assert.rejects(client.getLicense({ signal, timeoutMs: 5 }), { kind: "timeout", attempts: 0 });
  assert.equal(getEventListeners(signal, "abort").length, 0);
  const aborted = client.getLicense({ signal, timeoutMs: 60_000 });
  controller.abort("enough");
  await assert.rejects(aborted, (reason) => reason === "enough");
  assert.equal(getEventListeners(signal, "abort").length, 0);
  assert.equal(timers(), before);
  await arrive();
  assert.equal((await client.getLicense()).roomLimit, 3);
});
