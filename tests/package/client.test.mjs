// Clients that are made before the module is there: their calls wait for it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as inline from "roomkey/inline";
import * as slim from "roomkey/slim";
import { json, LICENSE } from "../conformance/scripted.js";

const OPTIONS = { baseUrl: "http://127.0.0.1:1", accessToken: "an invented token", retry: false };

test("a client works behind a proxy, before the module is there and after", async () => {
  const client = new Proxy(new inline.SConnectorClient(OPTIONS), {});
  for (const moment of ["before", "after"]) {
    await assert.rejects(client.getLicense(), { name: "RoomkeyError", kind: "network" }, moment);
  }
  client.free();
});

test("calls that wait for the module have one budget, outlast the freeing of their client, and keep their options", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const silent = new slim.SConnectorClient({ ...OPTIONS, fetch: () => new Promise(() => {}) });
  const working = new slim.SConnectorClient({ ...OPTIONS, fetch: async () => json(LICENSE) });
  const controller = new AbortController();

  let arrive;
  const arriving = slim.init(
    new Promise((resolve) => {
      arrive = resolve;
    }),
  );
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
  arrive(await readFile(fileURLToPath(import.meta.resolve("roomkey/roomkey.wasm"))));
  await arriving;
  setTimeout(() => controller.abort("enough"));

  const [freed, spent, aborted, wrong, none] = await outcomes;
  assert.equal(freed.value.roomLimit, 3);
  assert.equal(spent.reason.kind, "timeout");
  assert.equal(spent.reason.attempts, 1);
  assert.equal(aborted.reason, "enough");
  assert.match(wrong.reason.message, /timeoutMs/);
  assert.equal(none.reason.kind, "timeout", "null is as good as nothing");
});
