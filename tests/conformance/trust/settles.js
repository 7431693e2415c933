// Every call settles, whatever its surroundings do: functions of the user's, clients that are freed, thousands at once.

import { equal, failsWith, has, ok, rejection, sleep, soon } from "../assert.js";
import { newUser } from "../operations.js";
import { json, LICENSE, scripted } from "../scripted.js";
import { QUICK } from "../world.js";

const BASE = { baseUrl: "https://a.example", accessToken: "t" };
const thrower = () => {
  throw new Error("from what was made up");
};
const slowly = async () => {
  await sleep(20);
  return json(LICENSE);
};

export const settles = [
  {
    name: "calls of a client that is freed meanwhile finish",
    async run({ roomkey, world }) {
      const made = await world();
      const rooms = made.sConnector();
      const calls = [rooms.getLicense(), rooms.listSessions(), rooms.getSession("room_name")];
      rooms.free();
      const [license, sessions, session] = await Promise.all(calls);
      equal([license.roomLimit, sessions.length > 0, session.roomName], [10, true, "room_name"]);

      const cards = made.airfob();
      const walk = cards.users({ siteId: "1004", size: 25 });
      await walk.next();
      cards.free();
      let seen = 1;
      for await (const _ of walk) seen++;
      equal(seen, 60);

      const users = made.arctos();
      const signIn = users.signIn({ userId: "u", role: "ADMIN" });
      const aborted = users.getAuthCode({ userId: "u", role: "ADMIN" }, { signal: AbortSignal.timeout(0) });
      aborted.catch(() => {});
      users.free();
      equal((await signIn).identity.role, "ADMIN");

      // The module is still sound.
      equal((await new roomkey.SConnectorClient({ ...BASE, fetch: slowly }).getLicense()).roomLimit, 3);
    },
  },
  {
    name: "using frees the client at the end of its block, and the call that was returned finishes",
    async run({ roomkey }) {
      if (!Symbol.dispose) return;
      const begin = () => {
        const client = new roomkey.SConnectorClient({ ...BASE, fetch: slowly });
        try {
          return client.getLicense();
        } finally {
          client[Symbol.dispose]();
        }
      };
      const licenses = await Promise.all(Array.from({ length: 50 }, begin));
      ok(
        licenses.every((license) => license.roomLimit === 3),
        "each its answer",
      );
    },
  },
  {
    name: "a call of a client that was freed before says so, and freeing it twice does no harm",
    async run({ roomkey }) {
      const freed = (Client) => {
        const client = new Client({ ...BASE, fetch: slowly });
        client.free();
        client.free();
        return client;
      };
      const expected = { kind: "invalidArgument", attempts: 0, outcome: "notSent", retryable: false };
      const rooms = freed(roomkey.SConnectorClient).getLicense();
      await failsWith(roomkey, rooms, { ...expected, service: "sConnector", operation: "getLicense" });
      const walk = freed(roomkey.AirfobClient).users({ siteId: "1004" });
      await failsWith(roomkey, walk.next(), { ...expected, service: "airfob", operation: "users" });
    },
  },
  {
    name: "a client freed by its own listener, or that is called by it, does no harm",
    async run({ roomkey }) {
      let inner;
      const client = new roomkey.SConnectorClient({
        ...BASE,
        fetch: slowly,
        onEvent() {
          if (inner) return;
          inner = client.listSessions();
          inner.catch(() => {});
          client.free();
        },
      });
      equal((await client.getLicense()).roomLimit, 3);
      equal((await rejection(inner)).kind, "decode");
    },
  },
  {
    name: "an onEvent that throws, or whose promise rejects, is not noticed",
    async run({ world }) {
      const made = await world();
      const boom = (told) => {
        told.push(0);
        throw new Error("from the listener");
      };
      for (const listener of [boom, async (told) => boom(told)]) {
        const told = [];
        await made.fault("getLicense", { type: "status", status: 500 });
        equal((await made.sConnector({ onEvent: () => listener(told), retry: QUICK }).getLicense()).roomLimit, 10);
        ok(told.length >= 7, "it was told all the same");
      }
    },
  },
  {
    name: "a fetch that fails in any way is network, with what it threw as the cause, and is tried again",
    async run({ roomkey }) {
      const boom = new Error("from the fetch");
      for (const [way, cause] of [
        [
          () => {
            throw boom;
          },
          boom,
        ],
        [async () => Promise.reject(boom), boom],
        [() => Promise.reject("a text"), "a text"],
        [() => Promise.reject(undefined), undefined],
        [() => Promise.reject(null), null],
        [
          () => ({
            // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
            then() {
              throw boom;
            },
          }),
          boom,
        ],
      ]) {
        let asked = 0;
        const fetch = () => {
          asked++;
          return way();
        };
        const reasons = [];
        const onEvent = ({ type, reason }) => type === "retry" && reasons.push(reason);
        const client = new roomkey.SConnectorClient({ ...BASE, fetch, retry: QUICK, onEvent });
        const error = await failsWith(roomkey, soon(client.getLicense(), 5_000), {
          kind: "network",
          status: undefined,
          attempts: 3,
          outcome: "unknown",
          retryable: true,
        });
        ok(error.cause === cause || (cause === null && error.cause === undefined), "the cause");
        equal([asked, reasons], [3, ["network", "network"]]);
      }
    },
  },
  {
    name: "a promise that throws when it is read is what it threw",
    async run({ roomkey }) {
      for (const member of ["then", "constructor"]) {
        const promise = () => Object.defineProperty(Promise.resolve(), member, { get: thrower });
        const fetching = new roomkey.SConnectorClient({ ...BASE, fetch: promise, retry: false });
        await failsWith(roomkey, soon(fetching.getLicense(), 5_000), { kind: "network", attempts: 1 });
        const options = { ...BASE, accessToken: undefined, getAccessToken: promise, fetch: slowly };
        const renewing = new roomkey.SConnectorClient(options);
        await failsWith(roomkey, soon(renewing.getLicense(), 5_000), { kind: "unauthorized", outcome: "notSent" });
      }
    },
  },
  {
    name: "a list that cannot be read is an invalidArgument",
    async run({ roomkey }) {
      const client = new roomkey.AirfobClient({ ...BASE, fetch: slowly });
      const list = new Proxy(["1"], {
        get(target, name) {
          return name === "0" ? thrower() : Reflect.get(target, name);
        },
      });
      for (const call of [client.deleteUsers(list), client.deleteCards(list)]) {
        await failsWith(roomkey, call, { kind: "invalidArgument", outcome: "notSent" });
      }
    },
  },
  {
    name: "a portrait that cannot be read is an invalidArgument, with what it threw as the cause",
    async run({ roomkey }) {
      const boom = new Error("from the portrait");
      const user = newUser();
      for (const arrayBuffer of [
        () => {
          throw boom;
        },
        async () => Promise.reject(boom),
      ]) {
        const portrait = Object.assign(new Blob([user.user.portrait]), { arrayBuffer });
        const client = new roomkey.AirfobClient({ ...BASE, fetch: slowly });
        const call = client.createUserWithCard({ ...user, user: { ...user.user, portrait } });
        const error = await failsWith(roomkey, soon(call, 5_000), { kind: "invalidArgument", outcome: "notSent" });
        ok(error.cause === boom, "the cause");
      }
    },
  },
  {
    name: "a fetch that gives no Response is network, at once",
    async run({ roomkey }) {
      const things = [
        undefined,
        null,
        {},
        "a text",
        5,
        true,
        [],
        () => {},
        Symbol("s"),
        new Map(),
        { status: 200 },
        { status: "200", headers: new Headers() },
        { status: 200, headers: {} },
        { status: 200, headers: null },
        Response.error(),
        new Proxy(
          {},
          {
            get(_, name) {
              if (name === "then") return undefined;
              throw new Error("unreadable");
            },
          },
        ),
        ...["status", "headers", "type", "redirected", "body"].map((name) =>
          Object.defineProperty({ status: 200, headers: new Headers(), body: null }, name, { get: thrower }),
        ),
        { status: 1e6, headers: new Headers() },
      ];
      for (const [index, thing] of things.entries()) {
        let asked = 0;
        const fetch = async () => {
          asked++;
          return thing;
        };
        const client = new roomkey.SConnectorClient({ ...BASE, fetch, retry: QUICK });
        const expected = { kind: "network", attempts: 1, retryable: false };
        await failsWith(roomkey, soon(client.getLicense(), 5_000), expected, `thing ${index}`);
        equal(asked, 1, `requests with thing ${index}`);
      }
    },
  },
  {
    name: "a Response whose body cannot be read is network",
    async run({ roomkey }) {
      const used = async () => {
        const response = json(LICENSE);
        await response.text();
        return response;
      };
      const locked = async () => {
        const response = json(LICENSE);
        response.body.getReader();
        return response;
      };
      const failing = async () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              controller.error(new Error("broken"));
            },
          }),
        );
      const strings = async () => ({
        status: 200,
        headers: new Headers(),
        body: new ReadableStream({
          pull(controller) {
            controller.enqueue("text");
          },
        }),
      });
      const fake = async () => ({ status: 200, headers: new Headers(), body: { getReader: () => 5 } });
      const released = async () => {
        const response = json(LICENSE);
        const reader = response.body.getReader();
        while (!(await reader.read()).done);
        reader.releaseLock();
        return response;
      };
      const made = (read) => async () => ({
        status: 200,
        headers: new Headers(),
        body: { getReader: () => ({ read, cancel: thrower }) },
      });
      const throwing = made(thrower);
      const rejecting = made(async () => thrower());
      for (const fetch of [used, locked, released, failing, strings, fake, throwing, rejecting]) {
        const client = new roomkey.SConnectorClient({ ...BASE, fetch, retry: QUICK });
        const error = await failsWith(roomkey, soon(client.getLicense(), 5_000), { outcome: "unknown" }, fetch.name);
        has(error, { kind: "network", status: 200, attempts: 3 }, fetch.name);
      }
    },
  },
  {
    name: "a Response whose headers cannot be read is one without them",
    async run({ roomkey }) {
      const headers = {
        get() {
          throw new Error("no");
        },
      };
      const fetch = async () => ({ status: 200, headers, body: json(LICENSE).body });
      equal((await new roomkey.SConnectorClient({ ...BASE, fetch }).getLicense()).roomLimit, 3);
    },
  },
  {
    name: "a body that comes in pieces, or is cut inside a character, is read whole",
    async run({ roomkey }) {
      const bytes = new TextEncoder().encode(
        JSON.stringify({ status: true, data: [{ roomName: "회의실 🍱", status: "WAIT", user: 1 }] }),
      );
      const fetch = async () => {
        let at = 0;
        return new Response(
          new ReadableStream({
            pull(controller) {
              if (at < bytes.length) controller.enqueue(bytes.subarray(at, ++at));
              else controller.close();
            },
          }),
        );
      };
      const sessions = await new roomkey.SConnectorClient({ ...BASE, fetch }).listSessions();
      equal(sessions, [{ roomName: "회의실 🍱", status: "WAIT", userCount: 1 }]);
    },
  },
  {
    name: "options that cannot be read are an invalidArgument",
    async run({ roomkey }) {
      const unreadable = {
        get signal() {
          throw new Error("no");
        },
      };
      const client = new roomkey.SConnectorClient({ ...BASE, fetch: slowly });
      await failsWith(roomkey, client.getLicense(unreadable), { kind: "invalidArgument", attempts: 0 });
      const proxy = new Proxy(
        {},
        {
          get() {
            throw new Error("no");
          },
        },
      );
      let error;
      try {
        new roomkey.SConnectorClient(proxy);
      } catch (thrown) {
        error = thrown;
      }
      has(error, { name: "RoomkeyError", kind: "invalidArgument" });
    },
  },
  {
    name: "what the user changes after the call began is not seen",
    async run({ roomkey }) {
      const script = scripted({ default: () => json({ status: true, data: { accessToken: "t" } }) });
      const credentials = { accessKey: "a", secretKey: "s" };
      const options = { ...BASE, accessToken: undefined, dangerouslyAllowBrowser: true, fetch: script.fetch };
      const client = new roomkey.SConnectorClient(options);
      const call = client.authenticate(credentials);
      credentials.secretKey = "changed";
      await call;
      equal(JSON.parse(script.calls[0].body).secretKey, "s");

      const { user, ...rest } = newUser();
      const portrait = user.portrait.slice();
      const cards = new roomkey.AirfobClient({ ...BASE, fetch: script.fetch });
      const issuing = rejection(cards.createUserWithCard({ ...rest, user: { ...user, portrait } }));
      portrait.fill(0);
      await issuing;
      equal(JSON.parse(script.calls[1].body).user.portraitData, "iVBORw0KGgoAAAAA");
    },
  },
  {
    name: "ten thousand calls at once all settle",
    alone: true,
    untimed: true,
    async run({ roomkey }) {
      let asked = 0;
      const fetch = async () => {
        asked++;
        return json(LICENSE);
      };
      const client = new roomkey.SConnectorClient({ ...BASE, fetch });
      const licenses = await Promise.all(Array.from({ length: 10_000 }, () => client.getLicense()));
      equal([licenses.length, asked], [10_000, 10_000]);
      ok(
        licenses.every((license) => license.roomLimit === 3),
        "each its answer",
      );
    },
  },
  {
    name: "ten thousand failures at once all settle",
    alone: true,
    async run({ roomkey }) {
      const fetch = async () => json({ status: false }, 403);
      const client = new roomkey.SConnectorClient({ ...BASE, fetch });
      const controller = new AbortController();
      const { signal } = controller;
      const all = Promise.allSettled(
        Array.from({ length: 10_000 }, (_, index) => client.getLicense(index % 2 ? { signal } : undefined)),
      );
      controller.abort("enough");
      const reasons = (await all).map(({ reason }) => reason);
      equal(reasons.filter((reason) => reason === "enough").length, 5_000);
      equal(reasons.filter((reason) => reason?.kind === "forbidden").length, 5_000);
    },
  },
];
