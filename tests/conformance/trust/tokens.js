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
    name: "a renewal that says nothing is taken over after a second",
    alone: true,
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
          equal([this, args.length], [undefined, 0]);
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
      for (const token of [undefined, null, "", 5, {}, "a\nb", "a\0b", "토큰", " a", "a ", "\ud800"]) {
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
