// An aborted call ends at once, with the caller's own reason, in whatever phase it is, and takes nobody else along.

import { equal, ok, rejection, show, sleep, soon, until } from "../assert.js";
import { json, jwt, LICENSE, never, scripted } from "../scripted.js";
import { QUICK } from "../world.js";

const SOURCE = {
  baseUrl: "https://a.example",
  credentials: { accessKey: "a", secretKey: "s" },
  dangerouslyAllowBrowser: true,
};
const TOKEN = () => json({ status: true, data: { accessToken: jwt() } });

/** Reasons that a caller may give; `undefined` is abort() without one. */
const REASONS = [undefined, "a text", { an: "object" }, new TypeError("an error"), 0, null, Symbol("a symbol")];

/** Has this promise settled after two turns of the event loop? */
async function settledNow(promise) {
  let settled = false;
  promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  for (let turn = 0; turn < 2; turn++) await sleep(0);
  return settled;
}

/**
 * Aborts a call with every kind of reason. `begin(signal)` is done when the call is in its phase, and gives its promise,
 * and what to assert of others afterwards.
 */
async function abortsWithEveryReason(begin) {
  for (const reason of REASONS) {
    const controller = new AbortController();
    const { promise, others } = await begin(controller.signal);
    promise.catch(() => {});
    if (reason === undefined) controller.abort();
    else controller.abort(reason);
    ok(await settledNow(promise), `aborted with ${String(reason)}, the call had not settled two turns later`);
    const thrown = await rejection(promise);
    ok(thrown === controller.signal.reason, `it rejected with ${show(thrown)}`);
    if (reason === undefined) ok(thrown instanceof DOMException && thrown.name === "AbortError", "an AbortError");
    else ok(thrown === reason, "the reason itself");
    await others?.();
  }
}

/** A signal that counts the listeners that are on it. */
function counted(controller = new AbortController()) {
  const { signal } = controller;
  const listeners = new Set();
  const added = [];
  for (const [method, change] of [
    ["addEventListener", (listener) => added.push(listener) && listeners.add(listener)],
    ["removeEventListener", (listener) => listeners.delete(listener)],
  ]) {
    const original = signal[method];
    Object.defineProperty(signal, method, {
      value(type, listener, ...rest) {
        if (type === "abort") change(listener);
        return original.call(signal, type, listener, ...rest);
      },
    });
  }
  return { controller, signal, left: () => listeners.size, added: () => added.length };
}

export const abort = [
  {
    name: "a call with a signal that is aborted already sends nothing",
    async run({ world }) {
      const made = await world();
      for (const reason of REASONS.slice(1)) {
        const signal = AbortSignal.abort(reason);
        ok((await rejection(made.sConnector().getLicense({ signal }))) === reason, "the reason");
        const code = made.arctos().getAuthCode({ userId: "u", role: "ADMIN" }, { signal });
        ok((await rejection(code)) === reason, "without a token too");
        ok((await rejection(made.airfob().users({ siteId: "0" }, { signal }).next())) === reason, "the walk's too");
      }
      equal(await made.requests(), []);
    },
  },
  {
    name: "waiting for headers",
    async run({ world }) {
      const made = await world();
      const { accessToken } = await made.sConnector().authenticate();
      await made.fault("getLicense", { type: "hang" }, { times: 0 });
      const client = made.sConnector({ accessToken });
      await abortsWithEveryReason(async (signal) => {
        await made.forgetRequests();
        const promise = client.getLicense({ signal });
        await until(async () => (await made.count("getLicense")) === 1, "the request");
        return { promise };
      });
    },
  },
  {
    name: "reading the body",
    async run({ world }) {
      const made = await world();
      const { accessToken } = await made.sConnector().authenticate();
      const client = made.sConnector({ accessToken });
      for (const fault of [{ type: "hangBody" }, { type: "drip", ms: 100 }]) {
        await made.fault("getLicense", fault, { times: 0 });
        await abortsWithEveryReason(async (signal) => {
          await made.forgetRequests();
          const promise = client.getLicense({ signal });
          await until(async () => (await made.requests("getLicense"))[0]?.status === 200, "the headers");
          await sleep(30);
          return { promise };
        });
        await made.heal();
      }
    },
  },
  {
    name: "waiting between attempts",
    async run({ world }) {
      const made = await world();
      const { accessToken } = await made.sConnector().authenticate();
      const headers = { "retry-after": "10" };
      await made.fault("getLicense", { type: "status", status: 503, headers }, { times: 0 });
      await abortsWithEveryReason(async (signal) => {
        let retried;
        const told = new Promise((resolve) => (retried = resolve));
        const onEvent = (event) => event.type === "retry" && retried();
        const promise = made.sConnector({ accessToken, onEvent }).getLicense({ signal });
        promise.catch(() => {});
        await soon(told, 5_000, "the retry");
        return { promise };
      });
    },
  },
  {
    name: "waiting for a token that another call renews, which goes on",
    alone: true,
    async run({ world }) {
      const made = await world();
      await abortsWithEveryReason(async (signal) => {
        await made.reset();
        await made.fault("authenticate", { type: "delay", ms: 300 });
        const client = made.sConnector();
        const first = client.getLicense();
        const promise = client.getLicense({ signal });
        const third = client.getLicense();
        await until(async () => (await made.count("authenticate")) === 1, "the login");
        await sleep(20);
        return {
          promise,
          async others() {
            await Promise.all([first, third]);
            equal(await made.count("authenticate"), 1, "logins");
            equal(await made.count("getLicense"), 2, "calls that went on");
          },
        };
      });
    },
  },
  {
    name: "renewing the token that others wait for: one of them takes over",
    alone: true,
    async run({ roomkey }) {
      for (const reason of ["a text", { an: "object" }]) {
        const script = scripted({
          "/v1/auth": (request, nth) => (nth === 1 ? never(request) : TOKEN()),
          "/v1/info": () => json(LICENSE),
        });
        const client = new roomkey.SConnectorClient({ ...SOURCE, fetch: script.fetch });
        const controller = new AbortController();
        const renewing = client.getLicense({ signal: controller.signal });
        const others = [client.getLicense(), client.getLicense(), client.getLicense()];
        await until(() => script.count("/v1/auth") === 1, "the login");
        await sleep(20);
        controller.abort(reason);
        ok((await rejection(renewing)) === reason, "the reason");
        ok(script.calls[0].signal.aborted, "its login is given up");
        const begun = performance.now();
        for (const license of await Promise.all(others)) equal(license.roomLimit, 3);
        ok(performance.now() - begun < 900, "without waiting for the lease to end");
        equal(script.count("/v1/auth"), 2);
      }
    },
  },
  {
    name: "the request that was under way is given up, and nothing is sent after it",
    async run({ roomkey }) {
      const script = scripted({ default: never });
      const client = new roomkey.SConnectorClient({
        ...SOURCE,
        credentials: undefined,
        accessToken: "t",
        fetch: script.fetch,
        retry: QUICK,
      });
      const controller = new AbortController();
      const promise = client.getLicense({ signal: controller.signal });
      await until(() => script.calls.length === 1, "the request");
      controller.abort("enough");
      equal(await rejection(promise), "enough");
      ok(script.calls[0].signal.aborted, "the request's signal is aborted");
      await sleep(50);
      equal(script.calls.length, 1);
    },
  },
  {
    name: "a fetch that takes no notice of its signal does not hold the call",
    async run({ roomkey }) {
      const script = scripted({ default: () => new Promise(() => {}) });
      const client = new roomkey.SConnectorClient({
        ...SOURCE,
        credentials: undefined,
        accessToken: "t",
        fetch: script.fetch,
      });
      await abortsWithEveryReason(async (signal) => {
        const promise = client.getLicense({ signal });
        await sleep(1);
        return { promise };
      });
    },
  },
  {
    name: "signals that time out, or combine others, work as with fetch",
    async run({ roomkey }) {
      const script = scripted({ default: never });
      const client = new roomkey.SConnectorClient({
        ...SOURCE,
        credentials: undefined,
        accessToken: "t",
        fetch: script.fetch,
      });
      const late = await rejection(client.getLicense({ signal: AbortSignal.timeout(20) }));
      ok(late instanceof DOMException && late.name === "TimeoutError", `${show(late)} is a TimeoutError`);
      if (!AbortSignal.any) return;
      const controller = new AbortController();
      const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(20_000)]);
      const promise = client.getLicense({ signal });
      await sleep(5);
      controller.abort("of one");
      equal(await rejection(promise), "of one");
    },
  },
  {
    name: "a walk over users ends between pages, among the users of a page, and while it waits for one",
    async run({ world }) {
      const made = await world();
      const controller = new AbortController();
      const walk = made.airfob().users({ siteId: "1004", size: 20 }, { signal: controller.signal });
      let seen = 0;
      const all = (async () => {
        for await (const _ of walk) if (++seen === 25) controller.abort("enough");
      })();
      equal(await rejection(all), "enough");
      equal(seen, 25);
      equal(await made.count("searchUsers"), 2);
      equal(await walk.next(), { done: true, value: undefined });

      await made.forgetRequests();
      await made.fault("searchUsers", { type: "hang" }, { after: 1 });
      const other = new AbortController();
      const waiting = made.airfob().users({ siteId: "1004", size: 1 }, { signal: other.signal });
      await waiting.next();
      const second = rejection(waiting.next());
      await until(async () => (await made.count("searchUsers")) === 2, "the second page's request");
      other.abort("enough");
      equal([await second, await waiting.next()], ["enough", { done: true, value: undefined }]);
    },
  },
  {
    name: "calls that share a signal all end by it, with one listener on it among them",
    async run({ roomkey }) {
      const client = new roomkey.SConnectorClient({ baseUrl: "https://a.example", accessToken: "t", fetch: never });
      const { controller, signal, left, added } = counted();
      const ended = Promise.all(Array.from({ length: 100 }, () => rejection(client.getLicense({ signal }))));
      await sleep(0);
      equal([left(), added()], [1, 1]);
      controller.abort("enough");
      equal(await ended, Array(100).fill("enough"));
      await sleep(0);
      equal(left(), 0, "listeners left");
    },
  },
  {
    name: "a signal of the user's own making that throws is as if it were never aborted",
    async run({ roomkey }) {
      const boom = () => {
        throw new Error("from the signal");
      };
      const signal = Object.defineProperties(
        { addEventListener: boom, removeEventListener: boom },
        { aborted: { get: boom }, reason: { get: boom } },
      );
      const fetch = async () => json(LICENSE);
      const client = new roomkey.SConnectorClient({ baseUrl: "https://a.example", accessToken: "t", fetch });
      equal((await client.getLicense({ signal })).roomLimit, 3);
    },
  },
  {
    name: "no listener is left on the signal, however the call ends",
    async run({ world, roomkey }) {
      const made = await world();
      const { signal, left, added } = counted();
      const client = made.sConnector({ retry: QUICK });
      await Promise.all(Array.from({ length: 20 }, () => client.getSession("room_name", { signal })));
      await rejection(client.getSession("", { signal }));
      await made.fault("getLicense", { type: "status", status: 403 });
      await rejection(client.getLicense({ signal }));
      await made.fault("getLicense", { type: "hang" });
      await rejection(client.getLicense({ signal, timeoutMs: 50 }));
      for await (const _ of made.airfob().users({ siteId: "1004", size: 30 }, { signal }));
      equal(left(), 0, "listeners left");
      ok(added() >= 4, "there were some");

      const other = counted();
      const { fetch } = scripted({ default: never });
      const waiting = new roomkey.SConnectorClient({ ...SOURCE, fetch });
      const calls = Array.from({ length: 10 }, () => rejection(waiting.getLicense({ signal: other.signal })));
      await sleep(10);
      ok(other.left() > 0, "listeners while the calls run");
      other.controller.abort("enough");
      await Promise.all(calls);
      await sleep(0);
      equal(other.left(), 0, "listeners left after an abort");
    },
  },
  {
    name: "an abort after the call has ended changes nothing",
    async run({ world }) {
      const made = await world();
      const controller = new AbortController();
      const client = made.sConnector();
      const license = await client.getLicense({ signal: controller.signal });
      controller.abort("late");
      equal(license.roomLimit, 10);
      equal((await client.getLicense()).roomLimit, 10);
    },
  },
];
