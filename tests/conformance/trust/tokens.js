// Access tokens: had once however many calls need one, renewed before their end and when they are refused.

import { equal, failsWith, ok, rejection, sleep, until } from "../assert.js";
import { json, jwt, LICENSE, never, scripted } from "../scripted.js";
import { QUICK } from "../world.js";

const HOUR = 3_600_000;
const BASE = { baseUrl: "https://a.example", dangerouslyAllowBrowser: true };
const KEYS = { credentials: { accessKey: "a", secretKey: "s" } };

/** A service whose logins and answers are the test's. `login(nth)` gives a token, `accept(token)` says yes or no. */
function service({ login = (nth) => jwt({ label: `token ${nth}` }), accept = () => true } = {}) {
  const script = scripted({
    "/v1/auth": async (_, nth) => {
      const token = await login(nth);
      return token instanceof Response ? token : json({ status: true, data: { accessToken: token } });
    },
    "/v1/info": async ({ headers }, nth) =>
      (await accept(headers["s-connector-jwt"], nth)) ? json(LICENSE) : json({ status: false }, 401),
  });
  return {
    ...script,
    logins: () => script.count("/v1/auth"),
    used: () => script.calls.filter(({ path }) => path === "/v1/info").map(({ headers }) => headers["s-connector-jwt"]),
  };
}

export const tokens = [
  {
    name: "a thousand calls that find the token expired cost one login",
    alone: true,
    async run({ roomkey }) {
      const made = service({
        async login(nth) {
          if (nth > 1) await sleep(100);
          return jwt({ label: `token ${nth}`, lifeSeconds: nth === 1 ? 1 : 3_600 });
        },
      });
      const client = new roomkey.SConnectorClient({ ...BASE, ...KEYS, fetch: made.fetch });
      await client.getLicense();
      await sleep(1_050);
      const answers = await Promise.all(Array.from({ length: 1_000 }, () => client.getLicense()));
      equal(answers.length, 1_000);
      equal(made.logins(), 2);
    },
  },
  {
    name: "a thousand calls of a new client cost one login",
    alone: true,
    async run({ roomkey }) {
      const made = service();
      const client = new roomkey.SConnectorClient({ ...BASE, ...KEYS, fetch: made.fetch });
      await Promise.all(Array.from({ length: 1_000 }, () => client.getLicense()));
      equal(made.logins(), 1);
    },
  },
  {
    name: "a hundred stragglers whose token is refused cost one renewal",
    async run({ roomkey }) {
      let current = "";
      const made = service({
        login(nth) {
          current = jwt({ label: `token ${nth}` });
          return current;
        },
        async accept(token, nth) {
          // The refusals come one after another, long after the first of them has led to a new token.
          if (nth > 1) await sleep((nth % 101) * 3);
          return token === current;
        },
      });
      const client = new roomkey.SConnectorClient({ ...BASE, ...KEYS, fetch: made.fetch });
      await client.getLicense();
      current = "revoked";
      await Promise.all(Array.from({ length: 100 }, () => client.getLicense()));
      equal(made.logins(), 2);
      equal(made.used().length, 201, "each call was sent twice at the most");
    },
  },
  {
    name: "a token that the service refuses is renewed and the call sent again, once",
    async run({ world }) {
      const made = await world();
      const rooms = made.sConnector({ retry: false });
      const cards = made.airfob({ retry: false });
      await Promise.all([rooms.getLicense(), cards.searchUsers({ siteId: "1004" })]);
      await made.advance(HOUR + 1_000);
      await made.forgetRequests();
      await Promise.all([rooms.getLicense(), cards.searchUsers({ siteId: "1004" })]);
      const sent = (await made.requests()).map(({ operation, status }) => `${operation} ${status}`).sort();
      const expected = [
        "authenticate 200",
        "getLicense 200",
        "getLicense 401",
        "login 200",
        "searchUsers 200",
        "searchUsers 401",
      ];
      equal(sent, expected);
    },
  },
  {
    name: "a mutation whose token is refused is sent again too: it was not done",
    async run({ world }) {
      const made = await world();
      const client = made.airfob();
      await client.login();
      await made.advance(HOUR + 1_000);
      equal((await client.deleteUsers(["303"])).success, 1);
      equal(await made.count("deleteUsers"), 2);
    },
  },
  {
    name: "a 401 inside a 200 renews as well",
    async run({ world }) {
      const made = await world();
      const client = made.airfob();
      await made.fault("searchUsers", { type: "set", path: "status", value: 401 });
      equal((await client.searchUsers({ siteId: "1004" })).total, 60);
      equal(await made.count("login"), 2);
    },
  },
  {
    name: "a service that refuses every token is asked twice, not for ever",
    async run({ roomkey }) {
      const made = service({ accept: () => false });
      const client = new roomkey.SConnectorClient({ ...BASE, ...KEYS, fetch: made.fetch });
      await failsWith(roomkey, client.getLicense(), {
        kind: "unauthorized",
        status: 401,
        attempts: 2,
        outcome: "refused",
      });
      equal([made.logins(), made.used().length], [2, 2]);
    },
  },
  {
    name: "the resend after a 401 is no attempt of those that were allowed",
    async run({ roomkey }) {
      const made = scripted({
        "/v1/auth": (_, nth) => json({ status: true, data: { accessToken: jwt({ label: `token ${nth}` }) } }),
        "/v1/info": (_, nth) => (nth === 4 ? json(LICENSE) : json({}, nth === 2 ? 401 : 503)),
      });
      const client = new roomkey.SConnectorClient({ ...BASE, ...KEYS, fetch: made.fetch, retry: QUICK });
      equal((await client.getLicense()).roomLimit, 3);
      equal([made.count("/v1/auth"), made.count("/v1/info")], [2, 4]);
    },
  },
  {
    name: "a token is renewed before its end, not before that is near",
    alone: true,
    async run({ roomkey }) {
      const made = service({ login: (nth) => jwt({ label: `token ${nth}`, lifeSeconds: 2 }) });
      const client = new roomkey.SConnectorClient({ ...BASE, ...KEYS, fetch: made.fetch });
      await client.getLicense();
      await sleep(1_000);
      await client.getLicense();
      equal(made.logins(), 1, "logins in the middle of its life");
      await sleep(850);
      await client.getLicense();
      equal(made.logins(), 2, "logins in the last tenth of its life");
    },
  },
  {
    name: "a renewal that fails keeps a token that still lives, and is not tried again at every call",
    alone: true,
    async run({ roomkey }) {
      // A store hands out a token that is due in a moment, and lives half a minute more.
      const token = jwt();
      const stored = { accessToken: token, expiresAt: Date.now() + 30_300 };
      const store = { get: () => stored, set() {}, delete() {} };
      const made = service({ login: () => json({}, 500) });
      const client = new roomkey.SConnectorClient({
        ...BASE,
        ...KEYS,
        fetch: made.fetch,
        tokenStore: store,
        retry: QUICK,
      });
      await client.getLicense();
      equal(made.logins(), 0);
      await sleep(500);
      for (let call = 0; call < 3; call++) equal((await client.getLicense()).roomLimit, 3);
      await Promise.all(Array.from({ length: 20 }, () => client.getLicense()));
      equal(made.logins(), 3, "attempts of one renewal");
      ok(
        made.used().every((used) => used === token),
        "the token that still lives",
      );
    },
  },
  {
    name: "a renewal that fails is told to all who waited for it, and the next call tries again",
    async run({ roomkey }) {
      const made = service({
        async login(nth) {
          await sleep(30);
          return nth === 1 ? json({ status: false, message: "no such key" }, 401) : jwt();
        },
      });
      const client = new roomkey.SConnectorClient({ ...BASE, ...KEYS, fetch: made.fetch });
      const expected = {
        kind: "unauthorized",
        operation: "getLicense",
        status: 401,
        serviceMessage: "no such key",
        attempts: 0,
        outcome: "notSent",
      };
      await Promise.all(Array.from({ length: 50 }, () => failsWith(roomkey, client.getLicense(), expected)));
      equal(made.logins(), 1);
      equal((await client.getLicense()).roomLimit, 3);
      equal(made.logins(), 2);
    },
  },
  {
    name: "a login that takes seconds is sent once, and taken over only when its call has ended without a result",
    alone: true,
    needs: "patience",
    async run({ roomkey }) {
      const made = scripted({
        "/v1/auth": async (request, nth) => {
          if (nth === 2) return never(request);
          await sleep(2_500);
          return json({ status: true, data: { accessToken: jwt() } });
        },
        "/v1/info": () => json(LICENSE),
      });
      const make = () => new roomkey.SConnectorClient({ ...BASE, ...KEYS, fetch: made.fetch, timeoutMs: 10_000 });
      const slow = make();
      await Promise.all(Array.from({ length: 50 }, () => slow.getLicense()));
      equal(made.count("/v1/auth"), 1);

      const stuck = make();
      const gone = rejection(stuck.getLicense({ timeoutMs: 2_000 }));
      const begun = performance.now();
      await Promise.all(Array.from({ length: 10 }, () => stuck.getLicense()));
      ok(performance.now() - begun > 4_000, "not before the first call had ended");
      equal([(await gone).kind, made.count("/v1/auth")], ["timeout", 3]);
    },
  },
  {
    name: "in the entries for Workers, a renewal that says nothing is taken over after a second",
    alone: true,
    needs: "leases",
    async run({ roomkey }) {
      const made = scripted({
        "/v1/auth": (request, nth) =>
          nth === 1 ? never(request) : json({ status: true, data: { accessToken: jwt() } }),
        "/v1/info": () => json(LICENSE),
      });
      const client = new roomkey.SConnectorClient({ ...BASE, ...KEYS, fetch: made.fetch, timeoutMs: 5_000 });
      const stuck = rejection(client.getLicense({ timeoutMs: 2_500 }));
      await until(() => made.count("/v1/auth") === 1, "the first login");
      const begun = performance.now();
      await Promise.all(Array.from({ length: 10 }, () => client.getLicense()));
      ok(performance.now() - begun < 1_800, "after about a second");
      equal(made.count("/v1/auth"), 2);
      equal((await stuck).kind, "timeout");
    },
  },
  {
    name: "a token of the user's own is used until it is refused, and not renewed",
    async run({ roomkey, world }) {
      const made = await world();
      const { accessToken } = await made.sConnector().authenticate();
      const client = made.sConnector({ accessToken });
      await client.getLicense();
      await made.advance(HOUR + 1_000);
      await made.forgetRequests();
      await failsWith(roomkey, client.getLicense(), {
        kind: "unauthorized",
        status: 401,
        attempts: 1,
        outcome: "refused",
      });
      equal((await made.requests()).length, 1);
    },
  },
  {
    name: "a refused token whose time has passed is tokenExpired",
    async run({ roomkey }) {
      const issuedAt = Math.floor(Date.now() / 1_000) - 7_200;
      for (const [token, kind] of [
        [jwt({ issuedAt }), "tokenExpired"],
        [jwt(), "unauthorized"],
        ["no jwt", "unauthorized"],
      ]) {
        const made = service({ accept: () => false });
        const client = new roomkey.SConnectorClient({ ...BASE, fetch: made.fetch, accessToken: token });
        await failsWith(roomkey, client.getLicense(), { kind, status: 401, attempts: 1 });
      }
    },
  },
  {
    name: "getAccessToken is asked once for many calls, and again when its token is refused",
    async run({ roomkey }) {
      let asked = 0;
      let current = "";
      const made = service({ accept: (token) => token === current });
      const client = new roomkey.SConnectorClient({
        ...BASE,
        fetch: made.fetch,
        async getAccessToken(...args) {
          equal([this, args.length, Object.keys(args[0]).sort()], [undefined, 1, ["refused", "signal"]]);
          asked++;
          await sleep(20);
          current = `opaque ${asked}`;
          return current;
        },
      });
      await Promise.all(Array.from({ length: 100 }, () => client.getLicense()));
      equal(asked, 1);
      current = "revoked";
      await Promise.all(Array.from({ length: 100 }, () => client.getLicense()));
      equal(asked, 2);
    },
  },
  {
    name: "getAccessToken may fail in any way: the call is unauthorized, with what was thrown as the cause",
    async run({ roomkey }) {
      const made = service();
      const boom = new Error("no session");
      const ways = [
        [async () => Promise.reject(boom), boom],
        [
          () => {
            throw boom;
          },
          boom,
        ],
        [() => Promise.reject("text"), "text"],
      ];
      for (const [getAccessToken, cause] of ways) {
        const client = new roomkey.SConnectorClient({ ...BASE, fetch: made.fetch, getAccessToken });
        const error = await failsWith(roomkey, client.getLicense(), {
          kind: "unauthorized",
          attempts: 0,
          outcome: "notSent",
        });
        ok(error.cause === cause, "the very thing that was thrown");
      }
      const odd = [{ accessToken: 5 }, { accessToken: "" }, { accessToken: "a\nb" }, ["t"]];
      const unsound = ["soon", Number.NaN, Number.POSITIVE_INFINITY, {}, true];
      odd.push(...unsound.map((expiresInMs) => ({ accessToken: "t", expiresInMs })));
      for (const token of [...odd, undefined, null, "", 5, {}, "a\nb", "a\0b", "토큰", " a", "a ", "\ud800"]) {
        const client = new roomkey.SConnectorClient({ ...BASE, fetch: made.fetch, getAccessToken: () => token });
        await failsWith(roomkey, client.getLicense(), { kind: "unauthorized", attempts: 0 }, `with ${token}`);
      }
      equal(made.calls.length, 0);
      const silent = new roomkey.SConnectorClient({
        ...BASE,
        getAccessToken: () => new Promise(() => {}),
        timeoutMs: 100,
      });
      await failsWith(roomkey, silent.getLicense(), { kind: "timeout", attempts: 0, outcome: "notSent" });
    },
  },
  {
    name: "getAccessToken is told which token was refused, until it has given another",
    async run({ roomkey }) {
      const good = new Set(["a"]);
      const gives = ["a", "b", "c"];
      const told = [];
      const made = service({ accept: (token) => good.has(token) });
      const client = new roomkey.SConnectorClient({
        ...BASE,
        fetch: made.fetch,
        getAccessToken({ refused }) {
          told.push(refused);
          if (told.length === 2) throw new Error("not now");
          return gives.shift();
        },
      });
      await client.getLicense();
      good.clear();
      good.add("b");
      await failsWith(roomkey, client.getLicense(), { kind: "unauthorized", attempts: 1, outcome: "refused" });
      await client.getLicense();
      await client.signOut();
      good.add("c");
      await client.getLicense();
      equal(told, [undefined, "a", "a", undefined]);
      equal(made.used(), ["a", "a", "b", "c"]);
    },
  },
  {
    name: "a token of getAccessToken whose time has passed is not a refused one",
    async run({ roomkey }) {
      const issuedAt = Math.floor(Date.now() / 1_000) - 7_200;
      const told = [];
      const made = service({ accept: (token) => token === "fresh" });
      const client = new roomkey.SConnectorClient({
        ...BASE,
        fetch: made.fetch,
        getAccessToken({ refused }) {
          told.push(refused);
          return told.length === 1 ? { accessToken: jwt({ issuedAt }), expiresInMs: 0 } : "fresh";
        },
      });
      await client.getLicense();
      equal(told, [undefined, undefined]);
    },
  },
  {
    name: "the same token of getAccessToken again, after it was refused, is not sent again",
    async run({ roomkey }) {
      let asked = 0;
      const made = service({ accept: () => false });
      const getAccessToken = () => {
        asked++;
        return "cached";
      };
      const client = new roomkey.SConnectorClient({ ...BASE, fetch: made.fetch, getAccessToken });
      const expected = { kind: "unauthorized", status: undefined, retryable: false };
      const error = await failsWith(roomkey, client.getLicense(), { ...expected, attempts: 1, outcome: "refused" });
      ok(error.message.includes("getAccessToken gave a token again that the service has refused"), error.message);
      await failsWith(roomkey, client.getLicense(), { ...expected, attempts: 0, outcome: "notSent" });
      equal([asked, made.used()], [3, ["cached"]]);
    },
  },
  {
    name: "a token of getAccessToken is believed as long as it says that it still lives",
    alone: true,
    async run({ roomkey }) {
      const made = service();
      const issuedAt = Math.floor(Date.now() / 1_000) - 3_540;
      const old = jwt({ issuedAt });
      let asked = 0;
      const events = [];
      const client = new roomkey.SConnectorClient({
        ...BASE,
        fetch: made.fetch,
        onEvent: (event) => event.type === "token" && events.push(event.expiresAt - Date.now()),
        getAccessToken: async () =>
          ++asked === 1 ? { accessToken: old, expiresInMs: 1_000 } : { accessToken: "next" },
      });
      await client.getLicense();
      await client.getLicense();
      equal(asked, 1);
      ok(Math.abs(events[0] - 1_000) < 500, `its end is told: ${events[0]}`);
      await sleep(1_050);
      await client.getLicense();
      await client.getLicense();
      equal([asked, made.used()], [2, [old, old, "next", "next"]]);
    },
  },
  {
    name: "the signal of getAccessToken is aborted when nobody waits for the token any more, and no sooner",
    async run({ roomkey, leases }) {
      const made = service();
      const signals = [];
      const settle = [];
      const client = new roomkey.SConnectorClient({
        ...BASE,
        fetch: made.fetch,
        getAccessToken({ signal }) {
          signals.push(signal);
          return new Promise((resolve) => settle.push(resolve));
        },
      });
      const ends = [new AbortController(), new AbortController()];
      const calls = ends.map(({ signal }) => rejection(client.getLicense({ signal })));
      const late = rejection(client.getLicense({ timeoutMs: 100 }));
      await until(() => signals.length === 1, "the call of getAccessToken");
      ok(signals[0] instanceof AbortSignal && !signals[0].aborted, "a signal");
      if (!leases) {
        ends[0].abort("enough");
        equal([await calls[0], signals.length, signals[0].aborted], ["enough", 1, false], "others wait");
        equal((await late).kind, "timeout");
        equal(signals[0].aborted, false, "one still waits");
      }
      for (const end of ends) end.abort("enough");
      equal(await Promise.all(calls), ["enough", "enough"]);
      await late;
      await until(() => signals.every(({ aborted }) => aborted), "the abort");
      ok(!JSON.stringify(signals[0].reason ?? null).includes("enough"), "not for the reason of a call's");

      const next = client.getLicense();
      await until(() => settle.length === signals.length && !signals.at(-1).aborted, "another call of it");
      settle.at(-1)("opaque");
      await next;
      equal([made.used(), signals.at(-1).aborted], [["opaque"], false]);
    },
  },
  {
    name: "those who wait get the token of getAccessToken that was asked for by a call which is gone",
    needs: "patience",
    async run({ roomkey }) {
      const made = service();
      let asked = 0;
      const client = new roomkey.SConnectorClient({
        ...BASE,
        fetch: made.fetch,
        async getAccessToken() {
          asked++;
          await sleep(200);
          return `opaque ${asked}`;
        },
      });
      const controller = new AbortController();
      const gone = rejection(client.getLicense({ signal: controller.signal }));
      const others = Array.from({ length: 5 }, () => client.getLicense());
      await until(() => asked === 1, "the call of getAccessToken");
      controller.abort("enough");
      equal(await gone, "enough");
      await Promise.all(others);
      equal([asked, new Set(made.used())], [1, new Set(["opaque 1"])]);
    },
  },
  {
    name: "what getAccessToken throws keeps what it says of itself: a RoomkeyError, a fetch without an answer, a timeout",
    async run({ roomkey, copy = roomkey }) {
      const made = service();
      const unavailable = async (made) => {
        const fetch = async () => json({}, 503, { "retry-after": "30" });
        const client = new made.AirfobClient({ accessToken: "t", fetch, retry: false });
        return failsWith(made, client.searchUsers({ siteId: "0" }), { kind: "unavailable", retryAfterMs: 30_000 });
      };
      const noAnswer = [
        "Failed to fetch",
        "Failed to fetch (a.example)",
        "fetch failed",
        "NetworkError when attempting to fetch resource.",
        "Load failed",
        "Network connection lost.",
        "error sending request for url (https://a.example/)",
        "ECONNREFUSED: Unable to connect. Is the computer able to access the url?",
      ];
      const refused = await failsWith(roomkey, new roomkey.SConnectorClient().getLicense(), { kind: "unauthorized" });
      const kept = { kind: "unavailable", retryable: true, retryAfterMs: 30_000 };
      const bug = { kind: "unauthorized", retryable: false };
      for (const [thrown, expected] of [
        [await unavailable(roomkey), kept],
        [await unavailable(copy), kept],
        [refused, bug],
        ...noAnswer.map((message) => [new TypeError(message), { kind: "network", retryable: true }]),
        [new DOMException("the words do not matter", "TimeoutError"), { kind: "timeout", retryable: true }],
        [Object.assign(new Error("waited for nothing"), { name: "TimeoutError" }), { kind: "timeout" }],
        [new TypeError("Cannot read properties of undefined (reading 'token')"), bug],
        [new Error("Failed to fetch the token"), bug],
        [new Error("Failed to fetch"), bug],
        [new DOMException("aborted by its own maker", "AbortError"), bug],
        [
          { kind: "unavailable", retryable: true, retryAfterMs: 5 },
          { ...bug, retryAfterMs: undefined },
        ],
        ["fetch failed", bug],
        [undefined, bug],
      ]) {
        const getAccessToken = () => Promise.reject(thrown);
        const client = new roomkey.SConnectorClient({ ...BASE, fetch: made.fetch, getAccessToken });
        const always = { service: "sConnector", operation: "getLicense", attempts: 0, outcome: "notSent" };
        const own = { status: undefined, step: undefined };
        const error = await failsWith(roomkey, client.getLicense(), { ...always, ...own, ...expected }, `${thrown}`);
        ok(error.cause === thrown, "the very thing that was thrown");
        ok(error.message.includes("getLicense was not sent"), error.message);
      }
      equal(made.calls.length, 0);
    },
  },
  {
    name: "a fetch of getAccessToken's that gets no answer is network, in the words of this runtime",
    needs: "control",
    async run({ roomkey, world }) {
      const made = await world();
      const url = `${made.baseUrl("sConnector")}/v1/info`;
      await made.fault("getLicense", { type: "reset" }, { times: 0 });
      const getAccessToken = async () => (await fetch(url)).text();
      const client = made.sConnector({ getAccessToken });
      await failsWith(roomkey, client.listSessions(), { kind: "network", outcome: "notSent", retryable: true });
      await made.heal();
      await made.fault("getLicense", { type: "hang" }, { times: 0 });
      const ask = async () => (await fetch(url, { signal: AbortSignal.timeout(50) })).text();
      // In Firefox's workers, fetch does not say that it was a timeout.
      const isTold = (await rejection(ask())).name === "TimeoutError";
      const expected = isTold ? { kind: "timeout", retryable: true } : { kind: "unauthorized" };
      const late = made.sConnector({ getAccessToken: ask });
      await failsWith(roomkey, late.listSessions(), { ...expected, outcome: "notSent" });
    },
  },
  {
    name: "a call that is aborted while getAccessToken runs rejects with its own reason, whatever that throws",
    async run({ roomkey }) {
      const made = service();
      const controller = new AbortController();
      const client = new roomkey.SConnectorClient({
        ...BASE,
        fetch: made.fetch,
        getAccessToken: () =>
          new Promise((_, reject) => {
            controller.signal.addEventListener("abort", () => reject(new TypeError("fetch failed")));
          }),
      });
      const call = rejection(client.getLicense({ signal: controller.signal }));
      await sleep(10);
      controller.abort("enough");
      equal(await call, "enough");
    },
  },
  {
    name: "getAccessToken may give a token without a promise",
    async run({ roomkey }) {
      const made = service();
      const client = new roomkey.SConnectorClient({ ...BASE, fetch: made.fetch, getAccessToken: () => "opaque" });
      await client.getLicense();
      equal(made.used(), ["opaque"]);
    },
  },
  {
    name: "what the login brings must be a token that a header can carry",
    async run({ roomkey, world }) {
      const made = await world();
      for (const value of ["a\r\nx-evil: 1", "a\0", "토큰", "", 5, null, ["a"]]) {
        await made.forgetRequests();
        await made.fault("authenticate", { type: "set", path: "data.accessToken", value }, { times: 2 });
        await made.fault("login", { type: "set", path: "record.accessToken", value }, { times: 2 });
        await made.fault("getAuthTokenUseCode", { type: "set", path: "info.access_token", value });
        const rooms = made.sConnector();
        const cards = made.airfob();
        for (const call of [
          () => rooms.getLicense(),
          () => rooms.authenticate(),
          () => cards.searchUsers({ siteId: "0" }),
          () => cards.login(),
          () => made.arctos().signIn({ userId: "u", role: "ADMIN" }),
        ]) {
          const error = await failsWith(roomkey, call(), {}, `with ${JSON.stringify(value)}`);
          ok(
            ["decode", "unauthorized"].includes(error.kind),
            `${error.operation} with ${JSON.stringify(value)}: ${error}`,
          );
        }
        for (const operation of ["getLicense", "searchUsers", "checkAuthToken"]) equal(await made.count(operation), 0);
        await made.heal();
      }
    },
  },
  {
    name: "authenticate and login bring a new token, whatever is held",
    async run({ roomkey }) {
      const made = service();
      const client = new roomkey.SConnectorClient({ ...BASE, ...KEYS, fetch: made.fetch });
      await client.getLicense();
      const { accessToken } = await client.authenticate();
      await client.getLicense();
      equal(made.logins(), 2);
      equal(made.used()[1], accessToken);
    },
  },
  {
    name: "authenticate with other credentials leaves a client that has its own alone",
    async run({ roomkey }) {
      const made = service();
      const client = new roomkey.SConnectorClient({ ...BASE, ...KEYS, fetch: made.fetch });
      await client.getLicense();
      const { accessToken } = await client.authenticate({ accessKey: "b", secretKey: "other" });
      await client.getLicense();
      ok(made.used()[1] !== accessToken && made.used()[1] === made.used()[0], "its own token");
    },
  },
  {
    name: "a clock that is hours off does no harm",
    async run({ world }) {
      for (const hours of [-30, -5, 5, 30]) {
        const made = await world(Date.now() + hours * HOUR);
        const rooms = made.sConnector();
        const cards = made.airfob();
        for (let call = 0; call < 3; call++) {
          await Promise.all([rooms.getLicense(), cards.searchUsers({ siteId: "1004" })]);
        }
        equal([await made.count("authenticate"), await made.count("login")], [1, 1], `logins, ${hours} hours off`);
        equal((await made.requests()).length, 8);
        const { expiresAt } = await rooms.authenticate();
        ok(Math.abs(expiresAt - Date.now() - HOUR) < 60_000, "an hour from now, by this machine's clock");
        const { token } = await made.arctos().signIn({ userId: "u", role: "ADMIN" });
        ok(Math.abs(token.expiresAt - Date.now() - 2 * HOUR) < 60_000, "two hours from now");
      }
    },
  },
  {
    name: "signOut forgets the token, also one that is being renewed",
    async run({ roomkey }) {
      const made = service({
        async login(nth) {
          await sleep(50);
          return jwt({ label: `token ${nth}` });
        },
      });
      const client = new roomkey.SConnectorClient({ ...BASE, ...KEYS, fetch: made.fetch });
      const call = client.getLicense();
      await until(() => made.logins() === 1, "the login");
      await client.signOut();
      equal((await call).roomLimit, 3, "a call under way goes on");
      await client.getLicense();
      equal(made.logins(), 2, "the token that came after signOut was not kept");
    },
  },
];
