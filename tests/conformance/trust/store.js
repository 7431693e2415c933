// A token store lets clients share tokens; one that fails costs a moment and an event, never a call.

import { equal, failsWith, ok, rejection, sleep } from "../assert.js";
import { json, jwt, LICENSE, scripted } from "../scripted.js";

/** A store that remembers, and what was asked of it. */
function memory() {
  const kept = new Map();
  const log = [];
  return {
    kept,
    log,
    async get(key) {
      log.push(["get", key]);
      return kept.get(key);
    },
    async set(key, token) {
      log.push(["set", key]);
      kept.set(key, structuredClone(token));
    },
    async delete(key) {
      log.push(["delete", key]);
      kept.delete(key);
    },
  };
}

const boom = (name = "boom") => {
  throw new TypeError(`canary-${name}-words`);
};
const hang = () => new Promise(() => {});

export const store = [
  {
    name: "one may give null, and say what it did, as Redis does",
    async run({ world }) {
      const made = await world();
      const texts = new Map();
      const redis = {
        get: async (key) => JSON.parse(texts.get(key) ?? "null"),
        set: async (key, token) => texts.set(key, JSON.stringify(token)).size,
        delete: async (key) => Number(texts.delete(key)),
      };
      for (const tokenStore of [new Map(), redis]) {
        const problems = [];
        const onEvent = (event) => event.type === "store" && problems.push(event);
        await made.forgetRequests();
        await made.sConnector({ tokenStore, onEvent }).getLicense();
        const next = made.sConnector({ tokenStore, onEvent });
        await next.getLicense();
        equal(await made.count("authenticate"), 1);
        await next.signOut();
        await next.getLicense();
        equal(await made.count("authenticate"), 2);
        equal(problems, []);
      }
    },
  },
  {
    name: "it is asked before a renewal and given the token after it, and the next client uses that",
    async run({ world }) {
      const made = await world();
      for (const [client, call, key, login] of [
        [
          (options) => made.sConnector(options),
          (it) => it.getLicense(),
          `sConnector|${made.sConnectorKeys.baseUrl}|${made.sConnectorKeys.accessKey}`,
          "authenticate",
        ],
        [
          (options) => made.airfob(options),
          (it) => it.searchUsers({ siteId: "1004" }),
          `airfob|${made.airfobKeys.baseUrl}|${made.airfobKeys.email}`,
          "login",
        ],
      ]) {
        const tokenStore = memory();
        await call(client({ tokenStore }));
        equal(tokenStore.log, [
          ["get", key],
          ["set", key],
        ]);
        const token = tokenStore.kept.get(key);
        equal(Object.keys(token).sort(), ["accessToken", "expiresAt"]);
        ok(Math.abs(token.expiresAt - Date.now() - 3_600_000) < 60_000, "its end by this machine's clock");
        await call(client({ tokenStore }));
        equal(await made.count(login), 1);
        equal(tokenStore.log.length, 3);
      }
    },
  },
  {
    name: "a Map is a store",
    async run({ world }) {
      const made = await world();
      const tokenStore = new Map();
      await made.sConnector({ tokenStore }).getLicense();
      await made.sConnector({ tokenStore }).getLicense();
      equal([tokenStore.size, await made.count("authenticate")], [1, 1]);
    },
  },
  {
    name: "Arctos keeps the token of a sign-in there, and another client finds it",
    async run({ roomkey, world }) {
      const made = await world();
      const tokenStore = memory();
      const { identity, token } = await made.arctos({ tokenStore }).signIn({ userId: "u", role: "ADMIN" });
      const key = `arctos|${made.arctosKeys.baseUrl}`;
      equal(tokenStore.kept.get(key).accessToken, token.accessToken);
      const other = made.arctos({ tokenStore, licenseKey: undefined });
      equal(await other.checkAuthToken(), identity);
      await other.signOut();
      equal(tokenStore.kept.size, 0);
      await failsWith(roomkey, other.checkAuthToken(), { kind: "unauthorized", attempts: 0 });
    },
  },
  {
    name: "signOut forgets the token here and in the store, by the same key",
    async run({ world }) {
      const made = await world();
      const tokenStore = memory();
      const client = made.airfob({ credentials: undefined, tokenStore });
      const { email, password } = made.airfobKeys;
      await client.login({ email, password });
      equal(tokenStore.kept.size, 1);
      await client.signOut();
      equal(tokenStore.kept.size, 0);
      equal(tokenStore.log.at(-1), ["delete", `airfob|${made.airfobKeys.baseUrl}|${email}`]);
    },
  },
  {
    name: "tokens of the user's own do not go there",
    async run({ world }) {
      const made = await world();
      const tokenStore = memory();
      const { accessToken } = await made.sConnector().authenticate();
      await made.sConnector({ tokenStore, accessToken }).getLicense();
      await made.sConnector({ tokenStore, getAccessToken: async () => accessToken }).getLicense();
      equal(tokenStore.log, []);
    },
  },
  {
    name: "a stored token that is refused is replaced there, and not used again",
    async run({ world }) {
      const made = await world();
      const tokenStore = memory();
      await made.sConnector({ tokenStore }).getLicense();
      const [key, { accessToken: old }] = [...tokenStore.kept][0];
      await made.advance(3_601_000);
      await made.sConnector({ tokenStore }).getLicense();
      ok(tokenStore.kept.get(key).accessToken !== old, "a new token");
      equal(await made.count("authenticate"), 2);

      // A store that goes on giving the refused one does not lead the client in circles.
      await made.advance(3_601_000);
      await made.forgetRequests();
      const stubborn = { ...memory(), get: async () => ({ accessToken: old }) };
      await made.sConnector({ tokenStore: stubborn }).getLicense();
      equal([await made.count("authenticate"), await made.count("getLicense")], [1, 2]);
    },
  },
  {
    name: "a stored token that is about to end is not used",
    async run({ roomkey }) {
      const script = scripted({
        "/v1/auth": () => json({ status: true, data: { accessToken: jwt({ label: "new" }) } }),
        "/v1/info": () => json(LICENSE),
      });
      const tokenStore = {
        ...memory(),
        get: async () => ({ accessToken: jwt({ label: "old" }), expiresAt: Date.now() + 9_000 }),
      };
      await new roomkey.SConnectorClient({
        baseUrl: "https://a.example",
        credentials: { accessKey: "a", secretKey: "s" },
        dangerouslyAllowBrowser: true,
        fetch: script.fetch,
        tokenStore,
      }).getLicense();
      equal(script.count("/v1/auth"), 1);
    },
  },
  ...[
    ["throws", boom],
    ["rejects", async () => boom()],
    ["rejects with something that is no error", () => Promise.reject("canary-words")],
    ["throws undefined", () => Promise.reject(undefined)],
    [
      "throws an error without a proper name",
      () => Promise.reject(Object.assign(new Error("canary-words"), { name: 5 })),
    ],
    [
      "throws an error whose name cannot be read",
      () => Promise.reject(Object.defineProperty(new Error("canary-words"), "name", { get: boom })),
    ],
    ["hangs", hang],
  ].map(([what, way]) => ({
    name: `one that ${what} is passed over and reported`,
    alone: way === hang,
    async run({ world }) {
      const made = await world();
      const events = [];
      const tokenStore = { get: way, set: way, delete: way };
      const client = made.sConnector({ tokenStore, onEvent: (event) => events.push(event), timeoutMs: 8_000 });
      const begun = performance.now();
      await client.getLicense();
      await client.getLicense();
      await client.signOut();
      ok(performance.now() - begun < 4_500, "a second for each time that it was asked");
      equal(await made.count("authenticate"), 1);
      const reports = events.filter(({ type }) => type === "store");
      equal(
        reports.map(({ service, action }) => [service, action]),
        ["get", "set", "delete"].map((action) => ["sConnector", action]),
      );
      for (const { problem } of reports) {
        ok(typeof problem === "string" && problem !== "" && !problem.includes("canary"), `problem: ${problem}`);
      }
    },
  })),
  {
    name: "one that hangs costs a short call a quarter of its budget",
    alone: true,
    async run({ world }) {
      const made = await world();
      const told = [];
      const onEvent = ({ type, problem }) => type === "store" && told.push(problem);
      const client = made.sConnector({ tokenStore: { get: hang, set() {}, delete() {} }, onEvent });
      const begun = performance.now();
      await client.getLicense({ timeoutMs: 2_000 });
      const took = performance.now() - begun;
      ok(took >= 490 && took < 1_000, `${took} ms`);
      equal(told, ["did not answer within 0.5 seconds"]);
    },
  },
  {
    name: "one that gives nonsense is passed over and reported",
    async run({ world }) {
      const made = await world();
      const { accessToken } = await made.sConnector().authenticate();
      for (const nonsense of [
        "a string",
        5,
        true,
        [],
        {},
        { accessToken: 5 },
        { accessToken: "" },
        { accessToken: "a\nb" },
        { accessToken: "토큰" },
        { accessToken, expiresAt: "soon" },
        { token: accessToken },
        () => {},
        new Proxy({}, { get: boom }),
        Object.defineProperty({}, "accessToken", { get: boom }),
        { accessToken, expiresAt: Number.NaN },
      ]) {
        const events = [];
        const tokenStore = { ...memory(), get: () => nonsense };
        await made.forgetRequests();
        await made.sConnector({ tokenStore, onEvent: (event) => events.push(event) }).getLicense();
        equal(await made.count("authenticate"), 1);
        const reports = events.filter(({ type }) => type === "store");
        let what = "a proxy";
        try {
          what = JSON.stringify(nonsense) ?? String(nonsense);
        } catch {}
        equal(
          reports.map(({ action }) => action),
          ["get"],
          `reports of ${what}`,
        );
      }
      for (const nothing of [undefined, null]) {
        const events = [];
        const tokenStore = { ...memory(), get: () => nothing };
        await made.sConnector({ tokenStore, onEvent: (event) => events.push(event.type) }).getLicense();
        ok(!events.includes("store"), "no token is no problem");
      }
    },
  },
  {
    name: "calls that wait for a token do not wait until the store has it",
    alone: true,
    async run({ world }) {
      const made = await world();
      let wrote = false;
      const tokenStore = {
        ...memory(),
        async set() {
          await sleep(600);
          wrote = true;
        },
      };
      const client = made.sConnector({ tokenStore });
      const first = client.getLicense();
      await Promise.all([client.getLicense(), client.getLicense()]);
      ok(!wrote, "the others went on");
      await first;
    },
  },
  {
    name: "a sign-out while the store is writing leaves nothing in it",
    async run({ world }) {
      const made = await world();
      const tokenStore = memory();
      const { set } = tokenStore;
      tokenStore.set = async (key, token) => {
        await sleep(80);
        await set(key, token);
      };
      const client = made.sConnector({ tokenStore });
      const call = client.getLicense();
      await sleep(1);
      while (!(await made.count("authenticate"))) await sleep(5);
      await sleep(30);
      await client.signOut();
      await call;
      equal(tokenStore.kept.size, 0);
    },
  },
  {
    name: "it may call its client back",
    async run({ world }) {
      const made = await world();
      const tokenStore = memory();
      let client;
      const again = [];
      tokenStore.get = () => {
        if (again.length < 1) again.push(client.listSessions());
        return undefined;
      };
      client = made.sConnector({ tokenStore });
      await client.getLicense();
      ok((await again[0]).length > 0, "the call from inside");
      equal(await made.count("authenticate"), 1);
      equal((await rejection(client.getSession(""))).kind, "invalidArgument");
    },
  },
];
