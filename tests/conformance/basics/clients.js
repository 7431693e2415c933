// What every client has in common: options, events, base URLs.

import { equal, failsWith, has, ok, thrown } from "../assert.js";
import { json, LICENSE, scripted } from "../scripted.js";
import { QUICK } from "../world.js";

const isPage = typeof window !== "undefined" && typeof document !== "undefined";

export const clients = [
  {
    name: "wrong options are refused by the constructor, which names them",
    async run({ roomkey }) {
      const { AirfobClient, ArctosClient, SConnectorClient } = roomkey;
      const a = "https://a.example";
      const open = { dangerouslyAllowBrowser: true };
      const credentials = { accessKey: "a", secretKey: "s" };
      const wrong = [
        [() => new ArctosClient(), "baseUrl"],
        [() => new ArctosClient({ baseUrl: "" }), "baseUrl"],
        [() => new ArctosClient({ baseUrl: "a.example" }), "baseUrl"],
        [() => new ArctosClient({ baseUrl: "ftp://a.example" }), "baseUrl"],
        [() => new ArctosClient({ baseUrl: "https://u:p@a.example" }), "baseUrl"],
        [() => new ArctosClient({ baseUrl: "https://a.example?x=1" }), "baseUrl"],
        [() => new ArctosClient({ baseUrl: "http://a.example" }), "allowInsecureHttp", "baseUrl"],
        [() => new ArctosClient({ baseUrl: "http://127.0.0.1.a.example" }), "allowInsecureHttp", "baseUrl"],
        [() => new ArctosClient({ baseUrl: a, timeoutMs: 0 }), "timeoutMs"],
        [() => new ArctosClient({ baseUrl: a, timeoutMs: "9" }), "timeoutMs"],
        [() => new ArctosClient({ baseUrl: a, retry: true }), "retry"],
        [() => new ArctosClient({ baseUrl: a, retry: { maxAttempts: 0 } }), "maxAttempts", "retry.maxAttempts"],
        [() => new ArctosClient({ baseUrl: a, retry: { baseDelayMs: -1 } }), "baseDelayMs", "retry.baseDelayMs"],
        [() => new ArctosClient({ baseUrl: a, fetch: "fetch" }), "fetch"],
        [() => new ArctosClient({ baseUrl: a, onEvent: {} }), "onEvent"],
        [() => new ArctosClient({ baseUrl: a, tokenStore: { get() {} } }), "tokenStore", "tokenStore.set"],
        [() => new ArctosClient({ baseUrl: a, paths: { code: "code" } }), "paths.code"],
        [() => new ArctosClient({ baseUrl: a, licenseKey: "", ...open }), "licenseKey"],
        [() => new ArctosClient({ baseUrl: a, licenseKey: undefined, ...open }), "licenseKey", "licenseKey"],
        [() => new ArctosClient({ baseUrl: a, licenseKey: null, ...open }), "licenseKey", "licenseKey"],
        [() => new SConnectorClient({ credentials, accessToken: "t", ...open }), "credentials", undefined],
        [
          () => new SConnectorClient({ accessToken: "t", getAccessToken: async () => "t" }),
          "getAccessToken",
          undefined,
        ],
        [
          () => new SConnectorClient({ credentials: { accessKey: "a" }, ...open }),
          "secretKey",
          "credentials.secretKey",
        ],
        [() => new AirfobClient({ credentials: { email: "", password: "p" } }), "email", "credentials.email"],
        [() => new AirfobClient({ accessToken: "" }), "accessToken"],
        [() => new AirfobClient("options"), "options"],
      ];
      for (const [make, member, ...argument] of wrong) {
        const error = thrown(make);
        ok(error instanceof roomkey.RoomkeyError, `${member}: ${error}`);
        has(error, { kind: "invalidArgument", operation: "constructor", attempts: 0, outcome: "notSent" }, member);
        ok(error.message.includes(member), `“${error.message}” names ${member}`);
        equal(error.argument, argument.length > 0 ? argument[0] : member, "argument");
      }
      new SConnectorClient();
      new SConnectorClient({ accessToken: undefined });
      new AirfobClient({});
      new ArctosClient({ baseUrl: "http://a.example", allowInsecureHttp: true });
      for (const loopback of ["http://127.0.0.1:1", "http://localhost", "http://[::1]:2", "http://a.localhost"]) {
        new ArctosClient({ baseUrl: loopback });
      }
    },
  },
  {
    name: "a page gets no long-lived secret without leave, and other runtimes need none",
    async run({ roomkey }) {
      const { AirfobClient, ArctosClient, SConnectorClient } = roomkey;
      const baseUrl = "https://a.example";
      const credentials = { accessKey: "a", secretKey: "s" };
      const makes = [() => new ArctosClient({ baseUrl, licenseKey: "k" }), () => new SConnectorClient({ credentials })];
      for (const make of makes) {
        if (!isPage) make();
        else {
          const { message } = thrown(make);
          ok(message.includes("dangerouslyAllowBrowser") && !message.includes("in tests"), message);
        }
      }
      if (isPage) {
        const call = new SConnectorClient().authenticate(credentials);
        await failsWith(roomkey, call, { kind: "invalidArgument", operation: "authenticate", attempts: 0 });
      }
      new AirfobClient({ credentials: { email: "e", password: "p" } });
      new SConnectorClient({ accessToken: "t" });
    },
  },
  {
    name: "a method that was taken off its client says so",
    async run({ roomkey }) {
      const baseUrl = "https://a.example";
      const made = [
        ["arctos", new roomkey.ArctosClient({ baseUrl }), ["getAuthCode", "checkAuthToken", "signIn", "signOut"]],
        ["sConnector", new roomkey.SConnectorClient({ accessToken: "t" }), ["authenticate", "getLicense", "getUsage"]],
        ["airfob", new roomkey.AirfobClient({ accessToken: "t" }), ["login", "searchUsers", "deleteUsers"]],
      ];
      for (const [service, client, names] of made) {
        for (const operation of names) {
          const { [operation]: method } = client;
          for (const self of [undefined, null, {}, new Date(), 5]) {
            const error = await failsWith(roomkey, Reflect.apply(method, self, []), {
              kind: "invalidArgument",
              service,
              operation,
              attempts: 0,
              outcome: "notSent",
              retryable: false,
            });
            ok(error.message.includes(`client.${operation}(`), error.message);
          }
        }
      }
      const [, [, rooms], [, cards]] = made;
      const { users } = cards;
      const walk = users({ siteId: "1" });
      await failsWith(roomkey, walk.next(), { kind: "invalidArgument", service: "airfob", operation: "users" });
      const call = Reflect.apply(rooms.getLicense, cards, []);
      await failsWith(roomkey, call, { kind: "invalidArgument", service: "sConnector", operation: "getLicense" });
      const { free } = rooms;
      has(thrown(free), { kind: "invalidArgument", service: "sConnector", operation: "free" });
      // A proxy of a client is one, such as Vue's.
      const { fetch } = scripted({ default: () => json(LICENSE) });
      const proxy = new Proxy(new roomkey.SConnectorClient({ baseUrl, accessToken: "t", fetch }), {});
      equal((await proxy.getLicense()).roomLimit, 3);
      equal((await rooms.getLicense.bind(proxy)()).roomLimit, 3);
    },
  },
  {
    name: "without a base URL the vendor's own host is asked",
    async run({ roomkey }) {
      const asked = [];
      const fetch = async (url) => {
        asked.push(url);
        return json({}, 403);
      };
      const options = { fetch, accessToken: "t" };
      await new roomkey.SConnectorClient(options).getLicense().catch(() => {});
      await new roomkey.AirfobClient(options).searchUsers({ siteId: "0" }).catch(() => {});
      equal(asked, ["https://api.interwater.biz/v1/info", "https://api.mc.mocainc.com/users/search"]);
    },
  },
  {
    name: "a base URL may have a path, with or without a slash at its end",
    async run({ roomkey }) {
      for (const baseUrl of ["https://a.example/proxy/rooms", "https://a.example/proxy/rooms/"]) {
        const { fetch, calls } = scripted({ default: () => json(LICENSE) });
        const events = [];
        const onEvent = (event) => events.push(event);
        await new roomkey.SConnectorClient({ baseUrl, fetch, accessToken: "t", onEvent }).getLicense();
        equal(calls[0].url, "https://a.example/proxy/rooms/v1/info");
        equal(events[0].path, "/proxy/rooms/v1/info");
      }
    },
  },
  {
    name: "a base URL may be a URL, also one of another realm",
    async run({ roomkey }) {
      const url = new URL("https://a.example/proxy/");
      // What a URL of another realm is here: all of a URL but its class.
      const { href, searchParams } = url;
      for (const baseUrl of [url, { href, searchParams }]) {
        const { fetch, calls } = scripted({ default: () => json(LICENSE) });
        await new roomkey.SConnectorClient({ baseUrl, fetch, accessToken: "t" }).getLicense();
        equal(calls[0].url, "https://a.example/proxy/v1/info");
      }
      for (const baseUrl of [
        new URL("https://a.example?x=1"),
        new URL("ftp://a.example"),
        {},
        5,
        ["https://a.example"],
      ]) {
        const error = thrown(() => new roomkey.SConnectorClient({ baseUrl }));
        has(error, { kind: "invalidArgument", argument: "baseUrl" });
      }
    },
  },
  {
    name: "a fetch of the user's own gets a URL and a plain init, without this",
    async run({ roomkey }) {
      let asked;
      const client = new roomkey.SConnectorClient({
        baseUrl: "https://a.example",
        accessToken: "t-1",
        async fetch(...args) {
          asked = { self: this, args };
          return json(LICENSE);
        },
      });
      await client.getLicense();
      equal(asked.self, undefined);
      const [url, { signal, ...init }] = asked.args;
      equal(asked.args.length, 2);
      equal(url, "https://a.example/v1/info");
      ok(signal instanceof AbortSignal, "a signal");
      equal(init, { method: "GET", headers: { "s-connector-jwt": "t-1" }, redirect: "manual" });
      ok(Object.getPrototypeOf(init.headers) === Object.prototype, "headers are a plain object");
    },
  },
  {
    name: "onEvent is told of every attempt, answer, retry and token",
    async run({ world }) {
      const made = await world();
      await made.fault("getLicense", { type: "status", status: 503 });
      const events = [];
      const client = made.sConnector({ retry: QUICK, onEvent: (event) => events.push(event) });
      await client.getLicense();
      const common = { service: "sConnector", operation: "getLicense" };
      const login = { service: "sConnector", operation: "authenticate", attempt: 1 };
      const prefix = new URL(made.sConnectorKeys.baseUrl).pathname;
      const expected = [
        { type: "attempt", ...login, method: "POST", path: `${prefix}/v1/auth` },
        { type: "response", ...login, status: 200 },
        { type: "token", service: "sConnector" },
        { type: "attempt", ...common, attempt: 1, method: "GET", path: `${prefix}/v1/info` },
        { type: "response", ...common, attempt: 1, status: 503 },
        { type: "retry", ...common, attempt: 1, reason: "unavailable" },
        { type: "attempt", ...common, attempt: 2, method: "GET", path: `${prefix}/v1/info` },
        { type: "response", ...common, attempt: 2, status: 200 },
      ];
      equal(
        events.map(({ durationMs, delayMs, expiresAt, ...rest }) => rest),
        expected,
      );
      ok(events[1].durationMs >= 0 && events[5].delayMs <= 2 && events[2].expiresAt > Date.now(), "numbers that fit");
    },
  },
  {
    name: "one client serves many calls at the same time",
    async run({ world }) {
      const made = await world();
      const client = made.sConnector();
      const sessions = await Promise.all(Array.from({ length: 40 }, () => client.getSession("room_name")));
      ok(
        sessions.every((session) => session.roomName === "room_name"),
        "each its answer",
      );
      equal(await made.count("authenticate"), 1);
      equal(await made.count("getSession"), 40);
    },
  },
];
