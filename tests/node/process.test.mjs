// What only Node can show of the package: its linear memory, its process, what inspecting shows.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { inspect, promisify } from "node:util";
import { json, LICENSE } from "../conformance/scripted.js";
import { load } from "./support.mjs";

const { project, roomkey } = await load();
const { SConnectorClient } = roomkey;

/** The module's memory, which no entry exports: heard of when the first client makes the instance. */
let memory;
const { Instance } = WebAssembly;
WebAssembly.Instance = new Proxy(Instance, {
  construct(_, args) {
    const instance = new Instance(...args);
    // The last one: a smaller one reads the module's bytes before.
    memory = instance.exports.memory;
    return instance;
  },
});
new SConnectorClient().free();
WebAssembly.Instance = Instance;

const BASE = { baseUrl: "https://a.example", accessToken: "canary-access-token" };

/** A call that succeeds, one that fails, one that is refused at once, one that is aborted, one whose fetch throws. */
async function round(clients) {
  const signal = AbortSignal.abort("enough");
  const [good, bad, broken] = clients;
  await Promise.allSettled([
    good.getLicense(),
    good.getLicense({ signal: new AbortController().signal }),
    bad.getLicense(),
    bad.getSession(""),
    broken.getLicense({ signal }),
    broken.getLicense(),
    ...Array.from({ length: 4 }, () => good.getLicense()),
  ]);
}

test("the module's memory is no larger after 100,000 calls than after 1,000", { timeout: 120_000 }, async () => {
  const retry = false;
  const clients = [
    new SConnectorClient({ ...BASE, fetch: async () => json(LICENSE) }),
    new SConnectorClient({ ...BASE, retry, fetch: async () => json({ status: false, message: "no" }, 403) }),
    new SConnectorClient({ ...BASE, retry, fetch: () => Promise.reject(new Error("broken")) }),
  ];
  for (let calls = 0; calls < 1_000; calls += 10) await round(clients);
  const before = memory.buffer.byteLength;
  for (let calls = 1_000; calls < 100_000; calls += 10) await round(clients);
  assert.equal(memory.buffer.byteLength, before);
});

test("nor is it after 30,000 calls whose functions throw", { timeout: 120_000 }, async () => {
  const boom = () => {
    throw new Error("broken");
  };
  const options = { ...BASE, retry: false };
  const headers = { get: boom };
  const clients = [
    { ...options, fetch: boom },
    { ...options, fetch: async () => json(LICENSE), onEvent: boom },
    { ...options, fetch: async () => ({ status: 204, headers, body: null }) },
    { ...options, accessToken: undefined, getAccessToken: boom },
    { ...options, fetch: async () => Object.defineProperty({}, "status", { get: boom }) },
    { ...options, fetch: async () => ({ status: 200, headers: new Headers(), body: { getReader: boom } }) },
  ].map((each) => new SConnectorClient(each));
  const make = async (count) => {
    for (let calls = 0; calls < count; calls += 20) {
      await Promise.allSettled(Array.from({ length: 20 }, (_, index) => clients[index % clients.length].getLicense()));
    }
  };
  await make(1_000);
  const before = memory.buffer.byteLength;
  await make(29_000);
  assert.equal(memory.buffer.byteLength, before);
});

test("nor is it after 20,000 calls that were left behind by what never settles", { timeout: 120_000 }, async () => {
  const never = () => new Promise(() => {});
  const options = { ...BASE, retry: false };
  const clients = [
    { ...options, fetch: never },
    { ...options, fetch: async () => ({ status: 200, headers: new Headers(), body: new ReadableStream({}) }) },
    { ...options, accessToken: undefined, getAccessToken: never },
  ].map((each) => new SConnectorClient(each));
  const make = async (count) => {
    for (let calls = 0; calls < count; calls += 20) {
      const controller = new AbortController();
      const { signal } = controller;
      const begun = Array.from({ length: 20 }, (_, index) => clients[index % clients.length].getLicense({ signal }));
      setImmediate(() => controller.abort("enough"));
      await Promise.allSettled(begun);
    }
  };
  await make(1_000);
  const before = memory.buffer.byteLength;
  await make(19_000);
  assert.equal(memory.buffer.byteLength, before);
});

test("the module's memory is no larger after 100,000 clients than after 1,000", { timeout: 120_000 }, () => {
  const make = (count) => {
    for (let each = 0; each < count; each++) {
      const options = { ...BASE, onEvent() {}, tokenStore: new Map(), retry: { maxAttempts: 2 }, fetch };
      new SConnectorClient(options).free();
    }
  };
  make(1_000);
  const before = memory.buffer.byteLength;
  make(99_000);
  assert.equal(memory.buffer.byteLength, before);
});

test("a process with nothing left to do ends, whatever calls it made", { timeout: 20_000 }, async () => {
  const script = `
    import { SConnectorClient } from "roomkey";
    const options = { baseUrl: "https://a.example", accessToken: "t", timeoutMs: 600_000 };
    const answer = async () => new Response('{"status":true,"data":null}');
    await new SConnectorClient({ ...options, fetch: answer }).getSession("room");
    const silent = new SConnectorClient({ ...options, fetch: () => new Promise(() => {}) });
    const controller = new AbortController();
    const call = silent.getLicense({ signal: controller.signal });
    setTimeout(() => controller.abort("enough"), 20);
    await call.catch((reason) => console.log(reason));
    const busy = new SConnectorClient({ ...options, fetch: async () => new Response("", { status: 503 }) });
    await busy.getLicense({ timeoutMs: 2_000 }).catch((error) => console.log(error.kind));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: project,
    timeout: 15_000,
  });
  assert.deepEqual(stdout.trim().split("\n"), ["enough", "unavailable"]);
});

test("a signal that many calls share brings no warning", async () => {
  const script = `
    import { SConnectorClient } from "roomkey";
    const fetch = () => new Promise(() => {});
    const client = new SConnectorClient({ baseUrl: "https://a.example", accessToken: "t", fetch });
    const controller = new AbortController();
    const calls = Array.from({ length: 50 }, () => client.getLicense({ signal: controller.signal }));
    setTimeout(() => controller.abort("enough"));
    await Promise.allSettled(calls);
  `;
  const { stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: project,
  });
  assert.equal(stderr, "");
});

test("what console.log shows of a client or an error holds no secret", async () => {
  const client = new SConnectorClient({ ...BASE, retry: false, fetch: async () => json({}, 401) });
  const error = await client.getLicense().catch((thrown) => thrown);
  for (const value of [client, error, { error }, [client]]) {
    const shown = inspect(value, { depth: 10, showHidden: true, getters: true });
    assert.ok(!shown.includes("canary"), shown);
  }
  assert.match(inspect(error), /RoomkeyError: sConnector\.getLicense/);
  assert.match(inspect(error), /kind: 'unauthorized'/);
});
