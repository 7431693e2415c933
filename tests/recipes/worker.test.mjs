// The recipe for Workers, in workerd: keys from bindings, and no way out but through the service binding.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { Miniflare, Response, supportedCompatibilityDate } from "miniflare";
import { temporaryFolder } from "../package/support.mjs";
import { bundle, world } from "./support.mjs";

/** The Worker on the other side of the binding: sends everything on to the emulator. */
const GATEWAY = `
  export default {
    fetch(request, env) {
      const { origin, pathname, search } = new URL(request.url);
      if (origin !== "https://api.interwater.biz") return new Response(origin, { status: 404 });
      return fetch(new Request(env.S_CONNECTOR + pathname + search, request));
    },
  };
`;

/** The Worker, bundled as wrangler does: the module stays a file of its own. */
async function modules() {
  const options = { conditions: ["workerd"], loader: { ".wasm": "copy" }, assetNames: "[name]", metafile: true };
  const script = await bundle('export { default } from "./worker";', join(temporaryFolder(), "worker.js"), options);
  const wasm = join(dirname(script), "roomkey.wasm");
  return [
    { type: "ESModule", path: script, contents: await readFile(script) },
    { type: "CompiledWasm", path: wasm, contents: await readFile(wasm) },
  ];
}

const built = modules();

/** Starts the Worker for a world, and gives a function that asks it: `{ status, body, retryAfter }`. */
async function start(t, { sConnector }) {
  const [script, wasm] = await built;
  const leaks = [];
  const worker = new Miniflare({
    cf: false,
    workers: [
      {
        name: "rooms",
        compatibilityDate: supportedCompatibilityDate,
        modulesRoot: dirname(script.path),
        modules: [script, wasm],
        bindings: { ACCESS_KEY: sConnector.accessKey, SECRET_KEY: sConnector.secretKey },
        serviceBindings: { GATEWAY: "gateway" },
        outboundService: ({ url }) => {
          leaks.push(url);
          return new Response("no way", { status: 500 });
        },
      },
      {
        name: "gateway",
        compatibilityDate: supportedCompatibilityDate,
        modules: true,
        script: GATEWAY,
        bindings: { S_CONNECTOR: sConnector.baseUrl },
      },
    ],
    handleRuntimeStdio() {},
  });
  t.after(async () => {
    await worker.dispose();
    assert.deepEqual(leaks, [], "requests that went past the binding");
  });
  await worker.ready;
  // The body is read at once: one that is left lying may be dropped by the garbage collector.
  return async (path = "/rooms") => {
    const response = await worker.dispatchFetch(`http://worker.example${path}`);
    return { status: response.status, body: await response.text(), retryAfter: response.headers.get("retry-after") };
  };
}

/**
 * Holds the logins since `begun` to one. A login that takes longer than a second is taken over by another request, since
 * the one that began it may be gone; so a slow machine is allowed one more for each second.
 */
function assertOneLogin(logins, begun) {
  const seconds = Math.floor((performance.now() - begun) / 1000);
  assert.ok(logins >= 1 && logins <= 1 + seconds, `${logins} logins in ${seconds} s`);
}

test("many requests at once, and more after them, are answered on one login", async (t) => {
  const its = await world();
  const ask = await start(t, its);

  const begun = performance.now();
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask()));
  const logins = await its.count("authenticate");
  assertOneLogin(logins, begun);

  for (const each of [...answers, await ask(), await ask()]) {
    assert.equal(each.status, 200);
    const rooms = JSON.parse(each.body);
    assert.ok(
      rooms.some(({ roomName, userCount }) => roomName === "room_name" && userCount > 0),
      rooms,
    );
  }
  assert.equal(await its.count("listSessions"), 14);
  assert.equal(await its.count("authenticate"), logins);
  assert.equal((await ask("/elsewhere")).status, 404);
});

test("a token that has expired meanwhile costs one more login, and no failure", async (t) => {
  const its = await world();
  const ask = await start(t, its);
  assert.equal((await ask()).status, 200);
  const before = await its.count("authenticate");
  await its.advance(366 * 86_400_000);

  const begun = performance.now();
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask()));
  assert.deepEqual(
    answers.map(({ status }) => status),
    Array(6).fill(200),
  );
  assertOneLogin((await its.count("authenticate")) - before, begun);
});

test("a service that asks for patience is a 503 that says when, one that refuses is a 502", async (t) => {
  const its = await world();
  const ask = await start(t, its);

  await its.fault("listSessions", { type: "status", status: 503, headers: { "retry-after": "120" } });
  const later = await ask();
  assert.equal(`${later.status} ${later.retryAfter}`, "503 120");
  assert.deepEqual(JSON.parse(later.body), { problem: "unavailable" });

  await its.fault("listSessions", { type: "status", status: 403 });
  const never = await ask();
  assert.equal(`${never.status} ${never.retryAfter}`, "502 null");
  assert.deepEqual(JSON.parse(never.body), { problem: "forbidden" });

  assert.equal((await ask()).status, 200);
});
