// zone.js and OpenTelemetry keep contexts of their own, each in a process that has it from the beginning.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { installed, SUITE } from "./support.mjs";

const { project } = await installed();
await cp(SUITE, join(project, "conformance"), { recursive: true });
const { resolve } = createRequire(import.meta.url);
const address = (name) => JSON.stringify(pathToFileURL(resolve(name)));

/** Runs four users' calls, each in a context of its own, by `within(user, work)`; what its functions found is `here()`. */
async function strays(name, setup) {
  const script = `
    ${setup}
    const { json, LICENSE } = await import("./conformance/scripted.js");
    const { AirfobClient, SConnectorClient } = await import("roomkey");
    let start;
    const started = new Promise((resolve) => (start = resolve));
    const strays = [];
    const found = new Set();
    const work = (user) => {
      const seen = (what) => {
        found.add(what);
        if (here() !== user) strays.push(user + "'s " + what + " in that of " + here());
      };
      const fetch = (url, { body }) => {
        seen("fetch");
        const page = url.endsWith("/info") ? undefined : (JSON.parse(body).page ?? 0);
        const answer = page === undefined ? LICENSE : { status: 200, total: 3, records: [{ userId: page, userKey: "k" }] };
        const bytes = new TextEncoder().encode(JSON.stringify(answer));
        const left = [{ done: false, value: bytes }, { done: true }];
        const read = () => (seen("read"), Promise.resolve(left.shift()));
        return Promise.resolve({ status: 200, headers: new Headers(), body: { getReader: () => ({ read, cancel() {} }) } });
      };
      const getAccessToken = () => (seen("getAccessToken"), Promise.resolve(here()));
      const onEvent = ({ type }) => seen(type);
      const options = { baseUrl: "https://a.example", getAccessToken, fetch, onEvent };
      const walk = new AirfobClient(options).users({ siteId: "1" });
      return new SConnectorClient(options)
        .getLicense()
        .then(() => seen("what comes after"))
        .then(() => Promise.all([walk.next(), walk.next(), walk.next()]))
        .then(() => seen("the end"));
    };
    const done = ["ann", "ben", "cho", "dan"].map((user) => within(user, () => started.then(() => work(user))));
    start();
    await Promise.all(done);
    console.log(JSON.stringify({ strays, found: [...found].sort() }));
  `;
  const file = join(project, `${name}.mjs`);
  await writeFile(file, script);
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: project, timeout: 20_000 });
  return JSON.parse(stdout);
}

const NOTHING = {
  strays: [],
  found: ["attempt", "fetch", "getAccessToken", "read", "response", "the end", "token", "what comes after"],
};

test("what a call runs of the user's runs in the call's zone, under zone.js", { timeout: 30_000 }, async () => {
  const setup = `
    await import(${address("zone.js/node")});
    const within = (user, work) => Zone.root.fork({ name: user }).run(work);
    const here = () => Zone.current.name;
  `;
  assert.deepEqual(await strays("zone", setup), NOTHING);
});

test("what a call runs of the user's runs in the call's context, under OpenTelemetry", {
  timeout: 30_000,
}, async () => {
  const setup = `
    const { context, createContextKey } = await import(${address("@opentelemetry/api")}).then((it) => it.default ?? it);
    const { AsyncLocalStorageContextManager } = await import(${address("@opentelemetry/context-async-hooks")});
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const key = createContextKey("user");
    const within = (user, work) => context.with(context.active().setValue(key, user), work);
    const here = () => context.active().getValue(key);
  `;
  assert.deepEqual(await strays("opentelemetry", setup), NOTHING);
});
