// No secret gets out: not by an error, not by an event, not by a header that could be split.

import { equal, fail, failsWith, has, ok, rejection, thrown } from "../assert.js";
import { OPERATIONS } from "../operations.js";
import { json, jwt, scripted } from "../scripted.js";

/** Everything that can be seen of a value: own members and inherited ones, hidden ones, what it says as text and as JSON. */
function* visible(value, path = "error", seen = new Set()) {
  if (typeof value === "string") yield [path, value];
  if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
  seen.add(value);
  for (let each = value; each && each !== Object.prototype; each = Object.getPrototypeOf(each)) {
    for (const name of Reflect.ownKeys(each)) {
      let member;
      try {
        member = value[name];
      } catch {
        continue;
      }
      yield* visible(name, `${path} (name)`, seen);
      if (typeof member !== "function") yield* visible(member, `${path}.${String(name)}`, seen);
    }
  }
  for (const told of [() => String(value), () => JSON.stringify(value), () => JSON.stringify(value, null, 1)]) {
    try {
      yield [`${path} as text`, told()];
    } catch {}
  }
}

/** Fails if one of the secrets can be seen in the value. */
function hides(value, secrets, what) {
  for (const [path, text] of visible(value)) {
    for (const [name, secret] of Object.entries(secrets)) {
      if (text?.includes(secret)) fail(`${what}: ${path} shows the ${name}`);
    }
  }
}

const CANARIES = {
  licenseKey: "canary-licence-key-7f3a91",
  licenseId: "canary-licence-id-c04e55",
  secretKey: "canary-secret-key-19bd02",
  password: "canary-password-e8817c",
  code: "canary-auth-code-5d20f6",
  token: jwt({ label: "canary-token-a6" }),
  opaque: "canary-opaque-token-33e1d9",
};

/** Which canaries an operation sends, and in which options; `given` is what its call takes. */
const SENT = {
  getAuthCode: { names: ["licenseKey", "licenseId"], options: pick(CANARIES, ["licenseKey", "licenseId"]) },
  getAuthTokenUseCode: { names: ["code"], options: {}, given: { code: CANARIES.code } },
  checkAuthToken: { names: ["token"], options: {}, given: CANARIES.token },
  authenticate: {
    names: ["secretKey"],
    options: { credentials: { accessKey: "access", secretKey: CANARIES.secretKey } },
  },
  login: { names: ["password"], options: { credentials: { email: "a@b.example", password: CANARIES.password } } },
  sConnector: { names: ["token"], options: { accessToken: CANARIES.token } },
  airfob: {
    names: ["opaque"],
    options: { accessToken: CANARIES.opaque },
    given: { userId: "1", card: { id: "1" } },
  },
};

/** Every kind of fault, and every place where a service could echo the secrets it was sent. */
function faults(secrets) {
  const all = secrets.join(" ");
  const headers = { "x-echo": all, "retry-after": all };
  const bodies = [
    { status: 0, message: all },
    { status: false, message: all, error: all },
    { status: 400, message: all },
    { status: true, data: all },
    { status: true, data: [all] },
    { status: true, data: { [all]: all, roomLimit: all, accessToken: { [all]: all } } },
    { status: 1, info: all },
    { status: 1, info: { [all]: all, code: [all], access_token: { [all]: [all] }, user_id: { [all]: all } } },
    { status: 200, record: all, records: all },
    { status: 200, total: all, record: { userId: { [all]: all } }, records: [{ [all]: all, userId: [all] }] },
    { status: all, code: all },
    { [all]: all },
    [all],
    all,
  ];
  return [
    ...[400, 401, 403, 404, 408, 418, 429, 500, 503].map((status) => ({ type: "status", status, headers })),
    { type: "hang" },
    { type: "hangBody" },
    { type: "drip", ms: 50 },
    { type: "cut", bytes: 4 },
    { type: "reset" },
    { type: "lost" },
    { type: "garbage" },
    { type: "html" },
    { type: "html", status: 500 },
    { type: "empty" },
    { type: "redirect", location: `/elsewhere?${encodeURIComponent(all)}` },
    { type: "nest", depth: 200 },
    { type: "text", body: all },
    { type: "text", body: `<h1>${all}</h1>`, status: 502 },
    ...[200, 400, 401, 403, 500].flatMap((status) =>
      bodies.map((body) => ({ type: "text", status, body: JSON.stringify(body) })),
    ),
  ];
}

export const secrets = [
  ...OPERATIONS.map((operation) => ({
    name: `${operation.name} shows no secret in an error or an event, whatever goes wrong`,
    async run({ roomkey, world }) {
      // What was given up may arrive late: it shall not be counted among what is answered.
      const [silent, made] = [await world(), await world()];
      const { names, options, given } = SENT[operation.name] ?? SENT[operation.service];
      const all = faults(names.map((name) => CANARIES[name]));
      let failures = 0;
      const attempt = async (on, fault, timeoutMs) => {
        const what = `${operation.name} with ${JSON.stringify(fault).slice(0, 120)}`;
        const events = [];
        const client = on[operation.service]({ ...options, retry: false, onEvent: (event) => events.push(event) });
        try {
          await operation.call(client, given, { timeoutMs });
        } catch (error) {
          failures++;
          ok(error instanceof roomkey.RoomkeyError, `${what} ended in ${error}`);
          hides(error, CANARIES, what);
        }
        hides(events, CANARIES, `${what}, events`);
      };
      const isSilent = ({ type }) => ["hang", "hangBody", "drip"].includes(type);
      for (const fault of all.filter(isSilent)) {
        await silent.fault(undefined, fault);
        await attempt(silent, fault, 60);
        await silent.heal();
      }
      // A call is one request, and the oldest fault strikes it.
      const answered = all.filter((fault) => !isSilent(fault));
      await made.faults(answered.map((fault) => ({ fault })));
      for (const fault of answered) await attempt(made, fault, 5_000);
      equal(await made.count(), answered.length);
      await made.struck();
      ok(failures > all.length - 10, `only ${failures} of ${all.length} calls failed`);
    },
  })),
  {
    name: "signIn shows none of the secrets of its three steps, whichever of them goes wrong",
    async run({ roomkey }) {
      const steps = {
        "/api/auth/code": { code: CANARIES.code },
        "/api/auth/login": { user_id: 1, access_token: CANARIES.token },
        "/api/auth/check": { client_id: "arctos-webapp", user_id: 1, role: "ADMIN" },
      };
      const keys = [CANARIES.licenseKey, CANARIES.licenseId];
      for (const [wrong, own] of [
        ["/api/auth/code", []],
        ["/api/auth/login", [CANARIES.code]],
        ["/api/auth/check", [CANARIES.token]],
      ]) {
        const answers = faults([...keys, ...own]).filter(({ type, body }) => type === "text" && body);
        let failures = 0;
        for (const { status, body } of answers) {
          const what = `signIn whose ${wrong} is answered ${status}: ${body}`;
          const events = [];
          const client = new roomkey.ArctosClient({
            baseUrl: "https://a.example",
            ...pick(CANARIES, ["licenseKey", "licenseId"]),
            dangerouslyAllowBrowser: true,
            retry: false,
            onEvent: (event) => events.push(event),
            fetch: async (url) => {
              const { pathname } = new URL(url);
              if (pathname === wrong) return new Response(body, { status });
              return json({ status: 1, info: steps[pathname] });
            },
          });
          try {
            await client.signIn({ userId: "u", role: "ADMIN" });
          } catch (error) {
            failures++;
            ok(error instanceof roomkey.RoomkeyError, `${what} ended in ${error}`);
            hides(error, CANARIES, what);
          }
          hides(events, CANARIES, `${what}, events`);
        }
        ok(failures > answers.length - 5, `only ${failures} of ${answers.length} calls failed`);
      }
    },
  },
  {
    name: "a renewal that fails shows neither the keys that it sent nor the token that was refused",
    async run({ world }) {
      const made = await world();
      const events = [];
      const onEvent = (event) => events.push(event);
      const [rooms, cards] = [made.sConnector({ onEvent }), made.airfob({ onEvent })];
      const keys = { secretKey: made.sConnectorKeys.secretKey, password: made.airfobKeys.password };
      const held = { room: (await rooms.authenticate()).accessToken, card: (await cards.login()).accessToken };
      const echo = (status, message) => ({ type: "text", status, body: JSON.stringify({ status: false, message }) });
      for (const status of [200, 401, 403, 500]) {
        await made.fault("getLicense", echo(401, held.room), { times: 0 });
        await made.fault("searchUsers", echo(401, held.card), { times: 0 });
        await made.fault("authenticate", echo(status, keys.secretKey), { times: 0 });
        await made.fault("login", echo(status, keys.password), { times: 0 });
        for (const call of [() => rooms.getLicense(), () => cards.searchUsers({ siteId: "0" })]) {
          hides(await rejection(call()), { ...keys, ...held }, `a renewal answered by ${status}`);
        }
        await made.heal();
      }
      hides(events, { ...keys, ...held }, "events");
    },
  },
  {
    name: "a service's words lose the secrets they echo, and nothing else",
    async run({ roomkey, world }) {
      const made = await world();
      const { licenseKey } = made.arctosKeys;
      const message = `the key ${licenseKey} is unknown, see ${licenseKey}!`;
      await made.fault("getAuthCode", {
        type: "text",
        status: 403,
        body: JSON.stringify({ status: 0, code: 3401, message }),
      });
      const error = await failsWith(roomkey, made.arctos().getAuthCode({ userId: "u", role: "ADMIN" }), {
        kind: "license",
        code: 3401,
        serviceMessage: "the key [redacted] is unknown, see [redacted]!",
      });
      ok(error.message.includes("the key [redacted] is unknown"), error.message);

      const { accessToken } = await made.sConnector().authenticate();
      const body = { status: false, error: `${accessToken} may not` };
      await made.fault("getLicense", { type: "status", status: 403, body });
      await failsWith(roomkey, made.sConnector({ accessToken }).getLicense(), {
        kind: "forbidden",
        serviceMessage: "[redacted] may not",
      });

      // A short one cannot be told from ordinary words.
      await made.fault("getAuthCode", { type: "text", status: 403, body: '{"message":"a test of the licence"}' });
      const short = made.arctos({ licenseKey: "test" });
      await failsWith(roomkey, short.getAuthCode({ userId: "u", role: "ADMIN" }), {
        serviceMessage: "a test of the licence",
      });
    },
  },
  {
    name: "what cannot stand in a header is an invalidArgument that does not show it",
    async run({ roomkey, world }) {
      const made = await world();
      const ends = ["\r\nx-evil: 1", "\n", "\r", "\0", "\t", "\x7f", "\x1f", "열쇠", "🔑", "\u2028", " "];
      for (const end of ends) {
        for (const secret of [`canary${end}`, `canary${end}x`, `${end}canary`]) {
          if (secret === "canary x") continue;
          const error = [
            thrown(() => made.arctos({ licenseKey: secret })),
            thrown(() => made.arctos({ licenseId: secret })),
            thrown(() => made.sConnector({ accessToken: secret })),
            thrown(() => made.airfob({ accessToken: secret })),
            await failsWith(roomkey, made.arctos().checkAuthToken(secret), {}),
          ];
          for (const each of error) {
            has(
              each,
              { name: "RoomkeyError", kind: "invalidArgument", attempts: 0, outcome: "notSent" },
              JSON.stringify(secret),
            );
            ok(!`${each.message}${each.stack}`.includes("canary"), each.message);
          }
        }
      }
      equal(await made.requests(), []);
    },
  },
  {
    name: "what can stand in a header arrives as it is",
    async run({ world }) {
      const made = await world();
      for (const licenseKey of ["a b", "!#$%&'()*+,-./:;<=>?@[]^_`{|}~\"\\", "x".repeat(4_000)]) {
        await made.forgetRequests();
        await made
          .arctos({ licenseKey })
          .getAuthCode({ userId: "u", role: "ADMIN" })
          .catch(() => {});
        equal((await made.requests())[0].headers["arc-license-key"], licenseKey);
      }
    },
  },
  {
    name: "constructors do not show the secrets of the options they refuse",
    async run({ roomkey }) {
      const { AirfobClient, ArctosClient, SConnectorClient } = roomkey;
      const [secret, open] = ["canary-secret", { dangerouslyAllowBrowser: true }];
      for (const make of [
        () => new ArctosClient({ baseUrl: `https://user:${secret}@a.example` }),
        () => new ArctosClient({ baseUrl: `https://a.example/?key=${secret}` }),
        () => new ArctosClient({ baseUrl: secret, licenseKey: secret }),
        () => new ArctosClient({ baseUrl: "https://a.example", licenseKey: [secret], ...open }),
        () => new ArctosClient({ baseUrl: "https://a.example", timeoutMs: secret, licenseKey: secret, ...open }),
        () => new SConnectorClient({ credentials: { accessKey: 5, secretKey: secret }, ...open }),
        () =>
          new SConnectorClient({ credentials: { accessKey: "a", secretKey: secret }, accessToken: secret, ...open }),
        () => new AirfobClient({ credentials: secret }),
        () => new AirfobClient({ credentials: { email: "", password: secret } }),
      ]) {
        hides(thrown(make), { secret }, "the constructor");
      }
    },
  },
  {
    name: "a fetch that fails with the secret in its words is the cause, and nothing else repeats it",
    async run({ roomkey }) {
      const events = [];
      const script = scripted({
        default({ headers }) {
          throw new Error(`cannot send ${JSON.stringify(headers)}`);
        },
      });
      const client = new roomkey.SConnectorClient({
        baseUrl: "https://a.example",
        accessToken: CANARIES.opaque,
        fetch: script.fetch,
        retry: false,
        onEvent: (event) => events.push(event),
      });
      const error = await failsWith(roomkey, client.getLicense(), { kind: "network" });
      ok(error.cause.message.includes(CANARIES.opaque), "the cause is the user's own");
      const { cause, ...fields } = error;
      hides([error.message, error.stack, fields, error.toJSON(), JSON.stringify(error)], CANARIES, "the error");
      hides(events, CANARIES, "events");
    },
  },
  {
    name: "events name the path without the query, and nothing of a body",
    async run({ roomkey }) {
      const events = [];
      const script = scripted({
        default: () => json({ status: true, data: { domain: "d", totalSecond: 0, detail: [] } }),
      });
      const options = {
        baseUrl: "https://a.example",
        accessToken: "t",
        fetch: script.fetch,
        onEvent: (event) => events.push(event),
      };
      await new roomkey.SConnectorClient(options).getUsage({ startTime: "2026-01-02" });
      equal(script.calls[0].search, "?startTime=2026-01-02");
      equal(events[0].path, "/v1/static");
      ok(!JSON.stringify(events).includes("2026-01-02"), "no query");
      const { baseUrl, fetch, onEvent } = options;
      await rejection(new roomkey.AirfobClient(options).searchUsers({ siteId: "canary-site", q: "canary-person" }));
      const arctos = new roomkey.ArctosClient({ baseUrl, fetch, onEvent });
      await rejection(arctos.getAuthCode({ userId: "canary-user", role: "ADMIN" }));
      equal(script.calls.filter(({ body }) => body?.includes("canary")).length, 2);
      ok(!JSON.stringify(events).includes("canary"), "nothing of a body");
    },
  },
];

function pick(object, names) {
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}
