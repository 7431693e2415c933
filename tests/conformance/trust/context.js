// The async context: a function of the user's runs in that of the call that needs it, as if the call had been written out in its place.

import { equal, failsWith, ok } from "../assert.js";
import { newUser } from "../operations.js";
import { json, jwt, LICENSE } from "../scripted.js";
import { QUICK } from "../world.js";

const BASE = { baseUrl: "https://a.example" };
const USERS = ["ann", "ben", "cho", "dan"];
const needs = "AsyncLocalStorage";

/** Does the same for every user in a context of its own, begun at one moment: all wait for the same start-up promise. */
async function forAll(AsyncLocalStorage, work) {
  const als = new AsyncLocalStorage();
  let start;
  const started = new Promise((resolve) => {
    start = resolve;
  });
  const done = USERS.map((user) =>
    als.run(user, async () => {
      await started;
      return work(user, als);
    }),
  );
  start();
  return Promise.all(done);
}

/** Notes where things ran: `seen(what, value)` in each gives the value; `strays` are those that were not in the user's own context. */
function watch(user, als) {
  const found = new Set();
  const strays = [];
  const seen = (what, value) => {
    found.add(what);
    if (als.getStore() !== user) strays.push(`${what} for ${als.getStore()}`);
    return value;
  };
  return { found, strays, seen };
}

/** An answer made up of functions, all of which note where they run; without a body it never ends. */
function answer(seen, body, status = 200) {
  const chunks = [new TextEncoder().encode(JSON.stringify(body ?? ""))];
  return {
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
    then(resolve) {
      seen("then of the answer");
      delete this.then;
      resolve(this);
    },
    get status() {
      seen("status");
      return status;
    },
    headers: {
      get() {
        seen("headers");
        return null;
      },
    },
    body: {
      getReader() {
        seen("getReader");
        const read = () => {
          seen("read");
          return chunks.length > 0 ? { done: false, value: chunks.shift() } : { done: true };
        };
        const cancel = () => seen("cancel");
        // biome-ignore lint/suspicious/noThenProperty: likewise
        return { read: () => ({ then: (resolve) => body && resolve(read()) }), cancel };
      },
    },
  };
}

export const context = [
  {
    name: "requests that wait for one start-up promise each send their own user's token",
    needs,
    async run({ roomkey, AsyncLocalStorage }) {
      const sent = [];
      await forAll(AsyncLocalStorage, async (user, als) => {
        const fetch = async (_, { headers }) => {
          sent.push([user, headers["s-connector-jwt"], als.getStore()]);
          return json(LICENSE);
        };
        const client = new roomkey.SConnectorClient({ ...BASE, getAccessToken: async () => als.getStore(), fetch });
        await client.getLicense();
      });
      equal(
        sent.sort(),
        USERS.map((user) => [user, user, user]),
      );
    },
  },
  {
    name: "whatever a call runs of the user's runs in the call's context: fetch, a body, a token, a store, a listener, a signal",
    needs,
    async run({ roomkey, AsyncLocalStorage }) {
      await forAll(AsyncLocalStorage, async (user, als) => {
        const { found, strays, seen } = watch(user, als);
        const kept = new Map();
        const tokenStore = {
          get: async (key) => seen("get", kept.get(key)),
          set: async (key, token) => seen("set", kept.set(key, token)),
          delete: async (key) => seen("delete", kept.delete(key)),
        };
        let asked = 0;
        const fetch = (url, { signal }) => {
          seen("fetch");
          signal.addEventListener("abort", () => seen("abort"));
          if (url.endsWith("/auth")) return answer(seen, { status: true, data: { accessToken: jwt({ label: user }) } });
          if (url.endsWith("/info")) return answer(seen, LICENSE, ++asked % 2 ? 503 : 200);
          return answer(seen);
        };
        const client = new roomkey.SConnectorClient({
          ...BASE,
          credentials: { accessKey: user, secretKey: "s" },
          dangerouslyAllowBrowser: true,
          retry: QUICK,
          tokenStore,
          fetch,
          onEvent: ({ type }) => seen(type),
        });
        equal((await client.getLicense()).roomLimit, 3);
        await failsWith(roomkey, client.listSessions({ timeoutMs: 30 }), { kind: "timeout" });
        const controller = new AbortController();
        const aborted = client.listSessions({ signal: controller.signal }).catch((reason) => reason);
        setTimeout(() => controller.abort("enough"), 5);
        equal(await aborted, "enough");
        await client.signOut();
        equal(als.getStore(), user);
        equal(strays, []);
        const things =
          "fetch,then of the answer,status,headers,getReader,read,get,set,delete,abort,attempt,response,retry,token";
        equal([...found].sort(), [...things.split(","), "cancel"].sort());
      });
    },
  },
  {
    name: "a token that others wait for is had in the context of the call that has it",
    needs,
    async run({ roomkey, AsyncLocalStorage }) {
      const asked = [];
      const answered = [];
      let client;
      await forAll(AsyncLocalStorage, async (_, als) => {
        client ??= new roomkey.SConnectorClient({
          ...BASE,
          async getAccessToken() {
            asked.push(als.getStore());
            return "t";
          },
          fetch: async () => {
            answered.push(als.getStore());
            return json(LICENSE);
          },
        });
        await client.getLicense();
      });
      equal([asked, answered.sort()], [["ann"], USERS]);
    },
  },
  {
    name: "each page of a walk is fetched in the context of the next() that asks for it, also where all ask at once",
    needs,
    async run({ roomkey, AsyncLocalStorage }) {
      const als = new AsyncLocalStorage();
      for (const isAtOnce of [false, true]) {
        const asked = [];
        const fetch = async (_, { body }) => {
          const { page = 0 } = JSON.parse(body);
          asked.push(`${page} for ${als.getStore()}`);
          const records = page < USERS.length ? [{ userId: `${page}`, userKey: "k" }] : [];
          return json({ status: 200, total: USERS.length + 1, records });
        };
        const client = new roomkey.AirfobClient({ ...BASE, accessToken: "t", fetch });
        const walk = als.run("nobody", () => client.users({ siteId: "1" }));
        const steps = [...USERS, "eve"].map((user) => () => als.run(user, () => walk.next()));
        const results = [];
        if (isAtOnce) results.push(...(await Promise.all(steps.map((step) => step()))));
        else for (const step of steps) results.push(await step());
        equal(
          results.map(({ done, value }) => (done ? "end" : value.userId)),
          ["0", "1", "2", "3", "end"],
        );
        equal(asked, ["0 for ann", "1 for ben", "2 for cho", "3 for dan", "4 for eve"], `at once: ${isAtOnce}`);
      }
    },
  },
  {
    name: "a portrait is read in the context of the call that sends it",
    needs,
    async run({ roomkey, AsyncLocalStorage }) {
      await forAll(AsyncLocalStorage, async (user, als) => {
        const { found, strays, seen } = watch(user, als);
        const made = newUser();
        const portrait = Object.assign(new Blob([made.user.portrait]), {
          async arrayBuffer() {
            seen("arrayBuffer");
            return made.user.portrait.slice().buffer;
          },
        });
        const fetch = async () => seen("fetch", json({ status: 403 }, 403));
        const client = new roomkey.AirfobClient({ ...BASE, accessToken: "t", fetch });
        const call = client.createUserWithCard({ ...made, user: { ...made.user, portrait } });
        await failsWith(roomkey, call, { kind: "forbidden" });
        equal([[...found], strays], [["arrayBuffer", "fetch"], []]);
      });
    },
  },
  {
    name: "a context that a function of the user's enters is gone with it",
    needs,
    async run({ roomkey, AsyncLocalStorage }) {
      const als = new AsyncLocalStorage();
      if (!als.enterWith) return;
      const seen = [];
      const fetch = async () => {
        seen.push(als.getStore());
        als.enterWith("within fetch");
        return json(LICENSE, 503);
      };
      const client = new roomkey.SConnectorClient({ ...BASE, accessToken: "t", fetch, retry: QUICK });
      await als.run("ann", () => failsWith(roomkey, client.getLicense(), { attempts: 3 }));
      equal(seen, ["ann", "ann", "ann"]);
    },
  },
  {
    name: "a call's steps come in the order in which they happen, each before what it leads to",
    async run({ roomkey }) {
      const log = [];
      const make = (name) =>
        new roomkey.SConnectorClient({
          ...BASE,
          async getAccessToken() {
            log.push(`${name} token asked`);
            return jwt();
          },
          async fetch() {
            log.push(`${name} fetch`);
            return json(LICENSE);
          },
          onEvent: ({ type }) => log.push(`${name} ${type}`),
        });
      await make("a").getLicense();
      log.push("a settled");
      equal(log, ["a token asked", "a token", "a attempt", "a fetch", "a response", "a settled"]);
      log.length = 0;
      await Promise.all(["b", "c"].map((name) => make(name).getLicense()));
      const of = (name) => log.filter((each) => each.startsWith(name)).map((each) => each.slice(2));
      equal(of("b"), ["token asked", "token", "attempt", "fetch", "response"]);
      equal(of("c"), of("b"));
      ok(log[0].startsWith("b"), "the one that was called first begins first");
    },
  },
];
