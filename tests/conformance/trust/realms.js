// What a user gives may come of another realm (a frame, jsdom, a vm context) or of another library: it is taken for what it is.

import { equal, failsWith, ok } from "../assert.js";
import { newUser } from "../operations.js";
import { json, LICENSE, scripted } from "../scripted.js";

const BASE = { baseUrl: "https://a.example", accessToken: "t", retry: false };
const MIB = 1024 * 1024;
const text = new TextEncoder().encode(JSON.stringify(LICENSE));

/** The same thing as an instance of nothing here, as things of another realm are: it has all the members of its class. */
function foreign(thing) {
  const members = {};
  for (let each = Object.getPrototypeOf(thing); each !== Object.prototype; each = Object.getPrototypeOf(each)) {
    for (const key of Reflect.ownKeys(each)) members[key] ??= Object.getOwnPropertyDescriptor(each, key);
  }
  return Object.setPrototypeOf(thing, Object.create(null, members));
}

const license = (roomkey, response) =>
  new roomkey.SConnectorClient({ ...BASE, fetch: async () => response }).getLicense();

/** A Response as some library makes it. */
const made = (members) => ({ status: 200, headers: new Headers(), ...members });

/** A web stream's least: what a reader of it gives. */
const stream = (...chunks) => ({
  getReader: () => ({
    read: async () => (chunks.length > 0 ? { done: false, value: chunks.shift() } : { done: true }),
    cancel: async () => {},
  }),
});

/** The bytes, with others before and after them in their buffer. */
function amid(bytes) {
  const buffer = new ArrayBuffer(bytes.length + 16);
  new Uint8Array(buffer).fill(0x78).set(bytes, 8);
  return [buffer, 8, bytes.length];
}

export const realms = [
  {
    name: "a chunk of a body may be any view, of any realm",
    async run({ roomkey }) {
      const even = text.length % 2 ? new Uint8Array([...text, 0x20]) : text;
      const pairs = amid(even);
      for (const chunk of [
        foreign(text.slice()),
        foreign(new Uint8Array(...amid(text))),
        new DataView(...amid(text)),
        new Uint16Array(pairs[0], pairs[1], pairs[2] / 2),
        new Uint8ClampedArray(text),
        text.slice().buffer,
      ]) {
        equal((await license(roomkey, made({ body: stream(chunk) }))).roomLimit, 3);
      }
      const halves = [foreign(new Uint8Array(...amid(text.subarray(0, 9)))), foreign(text.slice(9))];
      equal((await license(roomkey, made({ body: stream(...halves) }))).roomLimit, 3);
      for (const chunk of ["text", 5, null, {}, [1, 2]]) {
        await failsWith(roomkey, license(roomkey, made({ body: stream(chunk) })), { kind: "network" });
      }
    },
  },
  {
    name: "a Response without a web stream is read by arrayBuffer()",
    async run({ roomkey }) {
      // node-fetch has a stream of Node's, React Native none at all.
      for (const body of [{ pipe() {}, on() {} }, undefined]) {
        for (const given of [text.slice().buffer, foreign(text.slice().buffer), new Uint8Array(...amid(text))]) {
          const response = made({
            body,
            arrayBuffer() {
              ok(this === response, "called as a method");
              return Promise.resolve(given);
            },
          });
          equal((await license(roomkey, response)).roomLimit, 3);
        }
      }
      const boom = new Error("broken off");
      for (const [arrayBuffer, cause] of [
        [async () => Promise.reject(boom), boom],
        [
          () => {
            throw boom;
          },
          boom,
        ],
        [async () => 5],
        [async () => undefined],
        [undefined],
      ]) {
        const call = license(roomkey, made({ body: { pipe() {} }, arrayBuffer }));
        const error = await failsWith(roomkey, call, { kind: "network", outcome: "unknown" });
        ok(cause === undefined || error.cause === cause, "the cause");
      }
    },
  },
  {
    name: "it is not read longer than 64 MiB, nor where there is no body",
    alone: true,
    async run({ roomkey }) {
      const long = made({ body: {}, arrayBuffer: async () => new ArrayBuffer(64 * MIB + 1) });
      await failsWith(roomkey, license(roomkey, long), { kind: "decode", decodePath: "" });
      const arrayBuffer = () => {
        throw new Error("it must not be asked");
      };
      await failsWith(roomkey, license(roomkey, made({ body: null, arrayBuffer })), { kind: "decode" });
      await failsWith(roomkey, license(roomkey, made({})), { kind: "decode" });
    },
  },
  {
    name: "a Date of another realm is a Date",
    async run({ roomkey }) {
      const script = scripted({
        default: () => json({ status: true, data: { domain: "d", totalSecond: 0, detail: [] } }),
      });
      const rooms = new roomkey.SConnectorClient({ ...BASE, fetch: script.fetch });
      await rooms.getUsage({ startTime: foreign(new Date("2024-02-03T23:00:00Z")), endTime: "2024-02-04" });
      equal(script.calls[0].search, "?startTime=2024-02-03&endTime=2024-02-04");
      for (const startTime of [
        foreign(new Date(Number.NaN)),
        {},
        { getTime: () => 0 },
        Object.create(Date.prototype),
      ]) {
        await failsWith(roomkey, rooms.getUsage({ startTime }), { kind: "invalidArgument" });
      }

      const sent = scripted({ default: () => json({ status: 403 }, 403) });
      const cards = new roomkey.AirfobClient({ ...BASE, fetch: sent.fetch });
      const user = newUser();
      const card = {
        ...user.card,
        startDate: foreign(new Date(1_700_000_000_000)),
        endDate: new Date(1_800_000_000_000),
      };
      await failsWith(roomkey, cards.createUserWithCard({ ...user, card }), { kind: "forbidden" });
      const { startDate, endDate } = JSON.parse(sent.calls[0].body).card;
      equal([startDate, endDate], [1_700_000_000_000, 1_800_000_000_000]);
    },
  },
  {
    name: "a portrait may be bytes or a Blob of any realm",
    async run({ roomkey }) {
      const user = newUser();
      const bytes = user.user.portrait;
      const issued = async (portrait) => {
        const script = scripted({ default: () => json({ status: 403 }, 403) });
        const client = new roomkey.AirfobClient({ ...BASE, fetch: script.fetch });
        const call = client.createUserWithCard({ ...user, user: { ...user.user, portrait } });
        await failsWith(roomkey, call, { kind: "forbidden" });
        return JSON.parse(script.calls[0].body).user.portraitData;
      };
      const expected = await issued(bytes);
      ok(expected.length > 10, "it is sent");
      class OtherBlob {
        size = bytes.length;
        type = "image/png";
        get [Symbol.toStringTag]() {
          return "File";
        }
        async arrayBuffer() {
          return foreign(bytes.slice().buffer);
        }
      }
      for (const portrait of [
        foreign(bytes.slice()),
        foreign(new Uint8Array(...amid(bytes))),
        new DataView(...amid(bytes)),
        foreign(bytes.slice().buffer),
        bytes.slice().buffer,
        new Blob([bytes]),
        new OtherBlob(),
        { size: bytes.length, arrayBuffer: async () => bytes.slice() },
      ]) {
        equal(await issued(portrait), expected);
      }
      const client = new roomkey.AirfobClient({ ...BASE, fetch: async () => json(LICENSE) });
      for (const portrait of ["text", 5, {}, [1, 2], new Map(), { byteLength: 5 }]) {
        const call = client.createUserWithCard({ ...user, user: { ...user.user, portrait } });
        await failsWith(roomkey, call, { kind: "invalidArgument", outcome: "notSent" });
      }
    },
  },
  {
    name: "a store's error of another realm is told by its name, and nothing else of it",
    async run({ roomkey }) {
      const problems = [];
      const boom = () => {
        throw Object.setPrototypeOf(new TypeError("canary"), Object.create(null, { name: { value: "TypeError" } }));
      };
      const client = new roomkey.SConnectorClient({
        baseUrl: "https://a.example",
        credentials: { accessKey: "a", secretKey: "s" },
        dangerouslyAllowBrowser: true,
        tokenStore: { get: boom, set: boom, delete: boom },
        fetch: async () => json({ status: true, data: { ...LICENSE.data, accessToken: "t" } }),
        onEvent: (event) => event.type === "store" && problems.push(event.problem),
      });
      await client.getLicense();
      equal(problems, ["threw TypeError", "threw TypeError"]);
    },
  },
];
