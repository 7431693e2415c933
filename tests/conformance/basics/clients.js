// What every client has in common: options, events, base URLs, what is on the wire.

import { equal, failsWith, has, ok, rejection, thrown } from "../assert.js";
import { OPERATIONS, prepared } from "../operations.js";
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
      const everywhere = (make) => [ArctosClient, SConnectorClient, AirfobClient].map(make);
      const wrong = [
        [() => new ArctosClient(), "baseUrl"],
        [() => new ArctosClient({ baseUrl: 7 }), "baseUrl"],
        ...[
          "",
          "a.example",
          "ftp://a.example",
          "https://",
          "https:///v1",
          "//a.example",
          "https://u:p@a.example",
          "https://a.example?x=1",
          "https://a.example#y",
          "https://a.example/../v1",
          "https://a example",
          "https:\\\\a.example",
          "javascript:alert(1)",
        ].flatMap((baseUrl) => everywhere((Client) => [() => new Client({ baseUrl }), "baseUrl"])),
        ...[
          "http://a.example",
          "HTTP://a.example/v1",
          "http://127.0.0.1.a.example",
          "http://localhost.a.example:8702",
          "http://10.0.0.1",
          "http://128.0.0.1",
        ].flatMap((baseUrl) => everywhere((Client) => [() => new Client({ baseUrl }), "allowInsecureHttp", "baseUrl"])),
        ...[0, -1, Number.NaN, "9"].map((timeoutMs) => [
          () => new ArctosClient({ baseUrl: a, timeoutMs }),
          "timeoutMs",
        ]),
        ...[true, 3, "no"].map((retry) => [() => new ArctosClient({ baseUrl: a, retry }), "retry"]),
        [() => new ArctosClient({ baseUrl: a, retry: { maxAttempts: 1.5 } }), "maxAttempts", "retry.maxAttempts"],
        [() => new ArctosClient({ baseUrl: a, retry: { maxDelayMs: "8000" } }), "maxDelayMs", "retry.maxDelayMs"],
        [() => new ArctosClient({ baseUrl: a, retry: { maxAttempts: 0 } }), "maxAttempts", "retry.maxAttempts"],
        [() => new ArctosClient({ baseUrl: a, retry: { baseDelayMs: -1 } }), "baseDelayMs", "retry.baseDelayMs"],
        [() => new ArctosClient({ baseUrl: a, fetch: "fetch" }), "fetch"],
        [() => new ArctosClient({ baseUrl: a, fetch: {} }), "fetch"],
        [() => new ArctosClient({ baseUrl: a, onEvent: {} }), "onEvent"],
        [() => new ArctosClient({ baseUrl: a, onEvent: "log" }), "onEvent"],
        [() => new ArctosClient({ baseUrl: a, allowInsecureHttp: 1 }), "allowInsecureHttp"],
        [() => new ArctosClient({ baseUrl: a, dangerouslyAllowBrowser: "yes" }), "dangerouslyAllowBrowser"],
        [() => new ArctosClient({ baseUrl: a, tokenStore: "memory" }), "tokenStore"],
        [() => new ArctosClient({ baseUrl: a, paths: "/api" }), "paths"],
        [() => new ArctosClient({ baseUrl: a, paths: { token: "/api/../auth" } }), "paths.token"],
        [() => new ArctosClient({ baseUrl: a, paths: { check: "/api?x=1" } }), "paths.check"],
        [() => new ArctosClient({ baseUrl: a, licenseKey: ["key"], ...open }), "licenseKey"],
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
        ...Object.entries({ accessKey: "", secretKey: "", expires: 0, isOwner: "yes" }).map(([name, value]) => [
          () => new SConnectorClient({ credentials: { ...credentials, [name]: value }, ...open }),
          name,
          `credentials.${name}`,
        ]),
        [() => new SConnectorClient({ credentials: "key", ...open }), "credentials"],
        [() => new AirfobClient({ credentials: {} }), "email", "credentials.email"],
        [() => new AirfobClient({ credentials: { email: "", password: "p" } }), "email", "credentials.email"],
        [() => new AirfobClient({ accessToken: "" }), "accessToken"],
        ...["options", 7, true].map((options) => [() => new AirfobClient(options), "options"]),
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
      const loopbacks = ["127.0.0.1:1", "127.9.9.9:1/v1", "localhost", "[::1]:2", "a.localhost"];
      for (const loopback of loopbacks) new ArctosClient({ baseUrl: `http://${loopback}` });
    },
  },
  {
    name: "a page gets no long-lived secret without leave, and other runtimes need none",
    async run({ roomkey }) {
      const { AirfobClient, ArctosClient, SConnectorClient } = roomkey;
      const baseUrl = "https://a.example";
      const credentials = { accessKey: "a", secretKey: "canary-secret" };
      const makes = [undefined, null, false].flatMap((dangerouslyAllowBrowser) => [
        () => new ArctosClient({ baseUrl, licenseKey: "canary-secret", dangerouslyAllowBrowser }),
        () => new SConnectorClient({ credentials, dangerouslyAllowBrowser }),
      ]);
      for (const make of makes) {
        if (!isPage) make();
        else {
          const { message } = thrown(make);
          ok(message.includes("dangerouslyAllowBrowser") && !message.includes("in tests"), message);
          ok(!message.includes("canary"), message);
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
    name: "a base URL may have a path, with or without a slash at its end, or be one, where there is an origin",
    async run({ roomkey }) {
      for (const baseUrl of ["https://a.example/proxy/rooms", "https://a.example/proxy/rooms/"]) {
        const { fetch, calls } = scripted({ default: () => json(LICENSE) });
        const events = [];
        const onEvent = (event) => events.push(event);
        await new roomkey.SConnectorClient({ baseUrl, fetch, accessToken: "t", onEvent }).getLicense();
        equal(calls[0].url, "https://a.example/proxy/rooms/v1/info");
        equal(events[0].path, "/proxy/rooms/v1/info");
      }
      const { fetch, calls } = scripted({ default: () => json(LICENSE) });
      const make = () => new roomkey.SConnectorClient({ baseUrl: "/proxy/rooms", fetch, accessToken: "t" });
      const { origin } = globalThis.location ?? {};
      if (origin?.includes("://")) {
        await make().getLicense();
        equal(calls[0].url, `${origin}/proxy/rooms/v1/info`);
      } else has(thrown(make), { kind: "invalidArgument", argument: "baseUrl" });
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
      const options = {
        baseUrl: "https://a.example",
        accessToken: "t-1",
        async fetch(...args) {
          asked = { self: this, args };
          return json(args[0].endsWith("/v1/info") ? LICENSE : { status: 200, total: 0, records: [] });
        },
      };
      await new roomkey.SConnectorClient(options).getLicense();
      equal(asked.self, undefined);
      const [url, { signal, ...init }] = asked.args;
      equal(asked.args.length, 2);
      equal(url, "https://a.example/v1/info");
      ok(signal instanceof AbortSignal, "a signal");
      equal(init, { method: "GET", headers: { "s-connector-jwt": "t-1" }, redirect: "manual" });
      ok(Object.getPrototypeOf(init.headers) === Object.prototype, "headers are a plain object");
      await new roomkey.AirfobClient(options).searchUsers({ siteId: "1004" });
      const [address, { signal: _, ...post }] = asked.args;
      equal(address, "https://a.example/users/search");
      equal(post, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: "Bearer t-1" },
        body: '{"siteId":"1004"}',
        redirect: "manual",
      });
    },
  },
  {
    name: "onEvent is told of every attempt, answer, retry and token, a renewal's and a sign-in's steps too",
    async run({ roomkey, world }) {
      const made = await world();
      await made.fault("getLicense", { type: "status", status: 503 });
      const events = [];
      const client = made.sConnector({ retry: QUICK, onEvent: (event) => events.push(event) });
      await failsWith(roomkey, client.getSession(".."), { kind: "invalidArgument" });
      equal(events, [], "events of what is refused before it is sent");
      await client.getLicense();
      const common = { service: "sConnector", operation: "getLicense" };
      const auth = { service: "sConnector", operation: "authenticate", attempt: 1 };
      const prefix = new URL(made.sConnectorKeys.baseUrl).pathname;
      const expected = [
        { type: "attempt", ...auth, method: "POST", path: `${prefix}/v1/auth` },
        { type: "response", ...auth, status: 200 },
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
      const numbers = { response: "durationMs", retry: "delayMs", token: "expiresAt" };
      for (const [index, { type }] of expected.entries()) {
        const names = [...Object.keys(expected[index]), ...(numbers[type] ? [numbers[type]] : [])];
        equal(Object.keys(events[index]).sort(), names.sort(), `the members of ${type}`);
      }

      const lines = [];
      const onEvent = (event) => {
        lines.push([event.type, event.operation, event.attempt, event.status].filter((each) => each).join(" "));
      };
      const cards = made.airfob({ onEvent });
      await cards.login();
      await made.advance(3_601_000);
      await cards.deleteCards(["202"]);
      const login = ["attempt login 1", "response login 1 200", "token"];
      const refused = ["attempt deleteCards 1", "response deleteCards 1 401"];
      const done = ["attempt deleteCards 2", "response deleteCards 2 207"];
      equal(lines, [...login, ...refused, ...login, ...done]);
      lines.length = 0;
      await made.arctos({ onEvent }).signIn({ userId: "u", role: "ADMIN" });
      const steps = ["getAuthCode", "getAuthTokenUseCode", "checkAuthToken"];
      equal(lines, [...steps.flatMap((step) => [`attempt ${step} 1`, `response ${step} 1 200`]), "token"]);
    },
  },
  {
    name: "every operation sends what its page documents and nothing else, and so passes CORS",
    async run({ world }) {
      const made = await world();
      for (const operation of OPERATIONS) {
        const { run } = await prepared(operation, made);
        await run();
        const sent = (await made.requests()).map(({ operation, undocumented }) => [operation, undocumented]);
        equal(sent, [[operation.wire, []]], operation.name);
        await made.reset();
      }
    },
  },
  {
    name: "a request that CORS forbids is network, in words that say where to look",
    needs: "cors",
    async run({ roomkey, world, control }) {
      const made = await world();
      // The emulator's control side lets no page send the licence key.
      const call = made.arctos({ baseUrl: control, retry: false }).getAuthCode({ userId: "u", role: "ADMIN" });
      const expected = { kind: "network", status: undefined, attempts: 1, outcome: "unknown", retryable: true };
      const error = await failsWith(roomkey, call, expected);
      ok(error.message.includes("CORS") && error.cause instanceof TypeError, error.message);
      const url = `${made.baseUrl("sConnector")}/v1/sessions`;
      ok((await fetch(url, { headers: { "s-connector-jwt": "any" } })).status === 401, "a documented header passes");
      for (const headers of [{ "x-trace": "1" }, { "content-type": "text/roomkey", authorization: "1" }]) {
        ok((await rejection(fetch(url, { headers }))) instanceof TypeError, "no other does");
      }
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
