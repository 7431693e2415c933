// Members that nobody knows: what is lost without a word would be found out in production.

import { equal, failsWith, has, ok, thrown } from "../assert.js";
import { newUser } from "../operations.js";
import { json, LICENSE, scripted } from "../scripted.js";

const BASE = { baseUrl: "https://a.example", dangerouslyAllowBrowser: true };
const WHO = { userId: "u-1", role: "ADMIN" };

/** A client that must not send anything. */
const silent = (Client) => new Client({ ...BASE, fetch: () => Promise.reject(new Error("something was sent")) });

/** `change` made to a user and card to issue. */
function issue(change) {
  const { user, card, ...rest } = newUser();
  const { user: moreUser, card: moreCard, ...more } = change;
  return { ...rest, ...more, user: { ...user, ...moreUser }, card: { ...card, ...moreCard } };
}

export const names = [
  {
    name: "an option that nobody knows is refused by the constructor, which names the nearest",
    async run({ roomkey }) {
      const { AirfobClient, ArctosClient, SConnectorClient } = roomkey;
      const keys = { accessKey: "a", secretKey: "s" };
      const wrong = [
        [ArctosClient, { timeoutMS: 5 }, "timeoutMS", "timeoutMs"],
        [ArctosClient, { licenceKey: "k" }, "licenceKey", "licenseKey"],
        [ArctosClient, { license_id: "k" }, "license_id", "did you mean licenseId?"],
        [ArctosClient, { timeout: 5 }, "timeout", "did you mean timeoutMs?"],
        [ArctosClient, { baseURL: "https://a.example" }, "baseURL", "baseUrl"],
        [ArctosClient, { retry: { attempts: 2 } }, "retry.attempts", "maxAttempts"],
        [ArctosClient, { paths: { login: "/x" } }, "paths.login", "what is known here is code, token, check"],
        [ArctosClient, { credentials: keys }, "credentials", "licenseKey"],
        [SConnectorClient, { licenseKey: "k" }, "licenseKey", "accessToken"],
        [SConnectorClient, { credentials: { ...keys, expire: 5 } }, "credentials.expire", "expires"],
        [AirfobClient, { credentials: { email: "e", password: "p", user: "u" } }, "credentials.user", "email"],
        [AirfobClient, { acessToken: "t" }, "acessToken", "accessToken"],
        // A slip is one whatever its value.
        [AirfobClient, { timeoutMS: undefined }, "timeoutMS", "timeoutMs"],
        // A name without end is shown in part.
        [AirfobClient, { ["가".repeat(1_000)]: 1 }, "가".repeat(40), "accessToken"],
      ];
      for (const [Client, options, argument, near] of wrong) {
        const error = thrown(() => new Client({ ...BASE, ...options }));
        ok(error instanceof roomkey.RoomkeyError, `${argument}: ${error}`);
        has(error, { kind: "invalidArgument", operation: "constructor", argument });
        ok(error.message.includes(argument) && error.message.includes(near), error.message);
      }
    },
  },
  {
    name: "a member of a request that nobody knows is named at every depth, and nothing is sent",
    async run({ roomkey }) {
      const [arctos, sConnector, airfob] = ["ArctosClient", "SConnectorClient", "AirfobClient"].map((name) =>
        silent(roomkey[name]),
      );
      const usage = { startTime: "2026-11-01" };
      const reissue = { siteId: "0", userId: "1" };
      const wrong = [
        [() => arctos.getAuthCode({ ...WHO, userID: "u" }), "userID", "userId"],
        [() => arctos.getAuthCode({ ...WHO, clientId: "arctos-webapp" }), "clientId", "userId"],
        [() => arctos.getAuthTokenUseCode({ code: "c", redirectURI: "/" }), "redirectURI", "redirectUri"],
        [() => arctos.signIn({ ...WHO, client_id: "c" }), "client_id", "clientId"],
        [() => sConnector.authenticate({ accessKey: "a", secretkey: "s" }), "credentials.secretkey", "secretKey"],
        [() => sConnector.getUsage({ ...usage, timezone: "Asia/Seoul" }), "query.timezone", "timeZone"],
        [() => sConnector.summarizeUsage({ ...usage, endtime: "2026-11-02" }), "query.endtime", "endTime"],
        [() => airfob.login({ email: "e", password: "p", remember: true }), "credentials.remember", "email"],
        [() => airfob.createUserWithCard(issue({ site: "0" })), "site", "siteId"],
        [() => airfob.createUserWithCard(issue({ user: { name: "Kim" } })), "user.name", "meta"],
        [() => airfob.createUserWithCard(issue({ card: { enddate: 5 } })), "card.enddate", "endDate"],
        [() => airfob.searchUsers({ siteId: "0", query: "kim" }), "search.query", "q"],
        [() => airfob.users({ siteId: "0", pagesize: 5 }).next(), "search.pagesize", "size"],
        [() => airfob.sendCard({ siteId: "0", cardID: "1" }), "cardID", "cardId"],
        [() => airfob.reissueCard({ ...reissue, user: { e_mail: "a" } }), "user.e_mail", "email"],
        [() => airfob.reissueCard({ ...reissue, card: { number: "5" } }), "card.number", "startDate"],
        [() => airfob.reissueCard({ ...reissue, note: undefined }), "note", "userId"],
      ];
      for (const [call, argument, near] of wrong) {
        const error = await failsWith(roomkey, call(), { kind: "invalidArgument", argument, outcome: "notSent" });
        ok(error.message.includes(argument) && error.message.includes(near), error.message);
      }
    },
  },
  {
    name: "what holds its members otherwise than an object is no object",
    async run({ roomkey }) {
      const airfob = silent(roomkey.AirfobClient);
      const user = new Map([["phone", "+821022223333"]]);
      const reissue = (user) => airfob.reissueCard({ siteId: "0", userId: "1", user });
      for (const wrong of [user, new Set(), [], new URLSearchParams("phone=1")]) {
        await failsWith(roomkey, reissue(wrong), { kind: "invalidArgument", argument: "user" });
      }
      const error = thrown(() => new roomkey.AirfobClient(new Map([["accessToken", "t"]])));
      has(error, { kind: "invalidArgument", argument: "options" });
    },
  },
  {
    name: "meta may have any members, and none that JSON would lose",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.airfob();
      const meta = { userkey: 1, name: "Kim", timeoutMS: { anything: [{ at: "all" }] }, left: undefined };
      await client.createUserWithCard(issue({ user: { meta } }));
      const [sent] = await made.requests("createUserWithCard");
      equal(JSON.parse(JSON.parse(sent.body).user.meta), meta);
      const pairs = [["name", "Kim"]];
      for (const [meta, kind] of [
        [new Map(pairs), "Map"],
        [{ tags: new Set(["a"]) }, "Set"],
        [{ deep: [{ er: new Map(pairs) }] }, "Map"],
        [{ name: Promise.resolve("Kim") }, "Promise"],
        [new URLSearchParams(pairs), "URLSearchParams"],
      ]) {
        const call = client.createUserWithCard(issue({ user: { meta } }));
        const error = await failsWith(roomkey, call, { kind: "invalidArgument", argument: "user.meta" });
        ok(error.message.includes(`a ${kind}`), error.message);
      }
      equal(await made.count("createUserWithCard"), 1);
    },
  },
  {
    name: "what can do something may have members of its own",
    async run({ roomkey }) {
      class Settings {
        timeoutMs = 5_000;
        accessToken = "t";
        comment = "ours";
      }
      class Store extends Map {
        name = "ours";
      }
      const fetch = Object.assign(async () => json(LICENSE), { preconnect() {} });
      const tokenStore = Object.assign(new Store(), { prefix: "p" });
      const onEvent = Object.assign(() => {}, { once: true });
      await new roomkey.SConnectorClient(Object.assign(new Settings(), { ...BASE, fetch })).getLicense();
      const plain = { get: () => undefined, set() {}, delete() {}, clear() {}, prefix: "p" };
      for (const store of [tokenStore, plain]) {
        new roomkey.SConnectorClient({
          ...BASE,
          fetch,
          onEvent,
          tokenStore: store,
          retry: Object.assign(new Settings()),
        });
      }
    },
  },
  {
    name: "options of a call may have members that others add, but no slip of a known name",
    async run({ roomkey }) {
      const { fetch, calls } = scripted({ default: () => json(LICENSE) });
      const client = new roomkey.SConnectorClient({ ...BASE, accessToken: "t", fetch });
      const { signal } = new AbortController();
      const added = {
        queryKey: ["license"],
        client: {},
        meta: undefined,
        pageParam: 0,
        direction: "forward",
        arg: 1,
        "": 0,
      };
      await client.getLicense({ ...added, signal });
      equal(calls.length, 1);
      for (const argument of ["timeoutMS", "timeoutms", "timeout", "Signal", "signals", "singal"]) {
        const call = client.getLicense({ ...added, [argument]: undefined });
        const error = await failsWith(roomkey, call, { kind: "invalidArgument", argument, attempts: 0 });
        ok(/did you mean (timeoutMs|signal)\?/.test(error.message), error.message);
      }
      equal(calls.length, 1);
    },
  },
  {
    name: "an empty mail address or phone, as of an empty column, is as if it were absent",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.airfob();
      await client.createUserWithCard(issue({ user: { phone: "" } }));
      await client.createUserWithCard(
        // Whose users have phones.
        issue({ siteId: "1002", user: { email: "", phone: "+821022223333" } }),
      );
      const users = (await made.requests("createUserWithCard")).map((each) => JSON.parse(each.body).user);
      equal(
        users.map(({ email, phone }) => [email, phone]),
        [
          ["k-1@example.com", undefined],
          [undefined, "+821022223333"],
        ],
      );
      const neither = client.createUserWithCard(issue({ user: { email: "", phone: "" } }));
      await failsWith(roomkey, neither, { kind: "invalidArgument" });
    },
  },
];
