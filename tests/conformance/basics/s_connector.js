// S-Connector: every operation, typed, and sent as the vendor's page has it.

import { equal, failsWith, has, ok } from "../assert.js";

const DAY = 86_400_000;
const day = (ms) => new Date(ms).toISOString().slice(0, 10);
const sum = (list, of) => list.reduce((total, each) => total + of(each), 0);

async function last(world, operation) {
  const requests = await world.requests(operation);
  ok(requests.length > 0, `no request of ${operation}`);
  const request = requests.at(-1);
  equal(request.undocumented, [], "undocumented");
  return request;
}

export const sConnector = [
  {
    name: "authenticate sends the keys and what was asked for, and gives the token with its end",
    async run({ world }) {
      const made = await world();
      const { accessKey, secretKey } = made.sConnectorKeys;
      const client = made.sConnector({ credentials: { accessKey, secretKey, expires: 5, isOwner: true } });
      const token = await client.authenticate();
      equal(Object.keys(token).sort(), ["accessToken", "expiresAt"]);
      ok(Math.abs(token.expiresAt - Date.now() - 300_000) < 60_000, "five minutes from now");
      const request = await last(made, "authenticate");
      has(request, { method: "POST", path: "/v1/auth", query: "" });
      equal(JSON.parse(request.body), { accessKey, secretKey, expires: 5, isOwner: true });
    },
  },
  {
    name: "authenticate with credentials makes the client use that token from then on",
    async run({ roomkey, world }) {
      const made = await world();
      const { accessKey, secretKey } = made.sConnectorKeys;
      const client = made.sConnector({ credentials: undefined });
      await failsWith(roomkey, client.getLicense(), { kind: "unauthorized", attempts: 0, outcome: "notSent" });
      await failsWith(roomkey, client.authenticate(), { kind: "invalidArgument", attempts: 0 });
      equal(await made.requests(), []);
      const { accessToken } = await client.authenticate({ accessKey, secretKey });
      equal(JSON.parse((await last(made, "authenticate")).body), { accessKey, secretKey });
      await client.getLicense();
      equal((await last(made, "getLicense")).headers["s-connector-jwt"], accessToken);
    },
  },
  {
    name: "getLicense tells the licence, its switch as a boolean",
    async run({ world }) {
      const made = await world();
      const license = await made.sConnector().getLicense();
      equal(Object.keys(license).sort(), ["createdAt", "domain", "enabled", "roomLimit"]);
      has(license, { roomLimit: 10, enabled: true });
      ok(!Number.isNaN(Date.parse(license.createdAt)), "a date");
      const request = await last(made, "getLicense");
      has(request, { method: "GET", path: "/v1/info", query: "", body: "" });
      ok(request.headers["s-connector-jwt"].split(".").length === 3, "a token");
      ok(!("content-type" in request.headers), "no content type without a body");
      equal(await made.count("authenticate"), 1);
    },
  },
  {
    name: "listSessions gives the rooms in session with their participants",
    async run({ world }) {
      const made = await world();
      const sessions = await made.sConnector().listSessions();
      ok(sessions.length >= 2, "at least two rooms are always on");
      for (const session of sessions) {
        equal(Object.keys(session).sort(), ["roomName", "status", "userCount"]);
        ok(["WAIT", "ON_GOING"].includes(session.status), session.status);
        ok(Number.isInteger(session.userCount) && session.userCount > 0, "participants");
      }
      has(await last(made, "listSessions"), { method: "GET", path: "/v1/sessions", query: "" });
    },
  },
  {
    name: "getSession asks for one room, and is undefined where it is not in session",
    async run({ world }) {
      const made = await world();
      const client = made.sConnector();
      const session = await client.getSession("room_name");
      has(session, { roomName: "room_name" });
      equal(Object.keys(session).sort(), ["roomName", "status", "userCount"]);
      equal(await client.getSession("nobody is here"), undefined);
      equal((await last(made, "getSession")).path, "/v1/sessions/nobody%20is%20here");
      await made.fault("getSession", { type: "set", path: "data", value: null });
      equal(await client.getSession("room_name"), undefined);
      await made.fault("getSession", { type: "remove", path: "data" });
      equal(await client.getSession("room_name"), undefined);
    },
  },
  {
    name: "a room's name stays one segment of the path, whatever it holds",
    async run({ world }) {
      const made = await world();
      const client = made.sConnector();
      for (const [name, segment] of [
        ["../info?x=1#y", "..%2Finfo%3Fx%3D1%23y"],
        ["회의실 1", "%ED%9A%8C%EC%9D%98%EC%8B%A4%201"],
        ["R&D 100%", "R%26D%20100%25"],
        ["본사 3층/대회의실", "%EB%B3%B8%EC%82%AC%203%EC%B8%B5%2F%EB%8C%80%ED%9A%8C%EC%9D%98%EC%8B%A4"],
        ["%2e%2e", "%252e%252e"],
        ["\n\t", "%0A%09"],
        ["점심 🍱", "%EC%A0%90%EC%8B%AC%20%F0%9F%8D%B1"],
        ["a+b;c=d@e:f!$'()*,", "a%2Bb%3Bc%3Dd%40e%3Af%21%24%27%28%29%2A%2C"],
        ["...", "..."],
        ["a\\b", "a%5Cb"],
      ]) {
        const session = await client.getSession(name);
        ok(session === undefined || session.roomName === name, `the room ${name}`);
        has(await last(made, "getSession"), { path: `/v1/sessions/${segment}`, query: "" });
      }
    },
  },
  {
    name: "getUsage gives every session of the days asked",
    async run({ world }) {
      const made = await world();
      const client = made.sConnector();
      const [first, final] = [Date.now() - 3 * DAY, Date.now() - DAY];
      const usage = await client.getUsage({ startTime: new Date(first), endTime: day(final) });
      equal(Object.keys(usage).sort(), ["detail", "domain", "totalSecond"]);
      ok(usage.detail.length > 10, "rows");
      equal(
        usage.totalSecond,
        sum(usage.detail, (row) => row.sessionTimeSecond),
      );
      for (const row of usage.detail) {
        equal(Object.keys(row).sort(), ["createdAt", "roomName", "sessionTimeSecond"]);
        ok(row.createdAt >= day(first) && row.createdAt < day(final + DAY), row.createdAt);
      }
      const request = await last(made, "getUsage");
      has(request, { method: "GET", path: "/v1/static", query: `startTime=${day(first)}&endTime=${day(final)}` });
      for (const [startTime, inUtc] of [
        ["2026-11-16", "2026-11-16"],
        ["2026-11-16T08:59:59+09:00", "2026-11-15"],
        ["2026-11-16T23:30:00-02:00", "2026-11-17"],
        ["2026-11-16T23:30:00", "2026-11-16"],
        ["2026-11-16T00:00:00.000Z", "2026-11-16"],
        [new Date("2026-11-15T23:59:59.999Z"), "2026-11-15"],
      ]) {
        await client.getUsage({ startTime });
        equal((await last(made, "getUsage")).query, `startTime=${inUtc}`, "a time's day in UTC");
      }
    },
  },
  {
    name: "summarizeUsage adds up what getUsage lists",
    async run({ world }) {
      const made = await world();
      const client = made.sConnector();
      const query = { startTime: day(Date.now() - 20 * DAY), endTime: day(Date.now() - 2 * DAY) };
      const [usage, summary] = [await client.getUsage(query), await client.summarizeUsage(query)];
      has(summary, { domain: usage.domain, totalSecond: usage.totalSecond, sessionCount: usage.detail.length });
      for (const [list, name, of] of [
        [summary.byRoom, "roomName", (row) => row.roomName],
        [summary.byDay, "day", (row) => row.createdAt.slice(0, 10)],
      ]) {
        for (const each of list) {
          const rows = usage.detail.filter((row) => of(row) === each[name]);
          equal(each, {
            [name]: each[name],
            totalSecond: sum(rows, (row) => row.sessionTimeSecond),
            sessionCount: rows.length,
          });
        }
        equal(
          sum(list, (each) => each.sessionCount),
          usage.detail.length,
        );
      }
      const days = summary.byDay.map((each) => each.day);
      equal(days, [...days].sort(), "earliest first");
      const seconds = summary.byRoom.map((each) => each.totalSecond);
      equal(
        seconds,
        [...seconds].sort((a, b) => b - a),
        "most seconds first",
      );
      equal(await made.count("getUsage"), 2);
    },
  },
  {
    name: "a session is told of in usage when it has ended, createdAt being that moment",
    async run({ world }) {
      const now = Date.UTC(2026, 2, 4, 5);
      const made = await world(now);
      const client = made.sConnector();
      const live = await client.listSessions();
      const rows = async () => {
        const { detail } = await client.getUsage({ startTime: new Date(now - DAY) });
        return detail.map((row) => ({ ...row, end: Date.parse(row.createdAt) }));
      };
      // The world's clock goes on from there while the calls run.
      ok(
        (await rows()).every(({ end }) => end < now + 10_000),
        "only what has ended",
      );
      await made.advance(DAY);
      const since = (await rows()).filter(({ end }) => end > now + 10_000);
      for (const { roomName } of live) {
        const lasted = since.filter(
          (row) => row.roomName === roomName && row.end - row.sessionTimeSecond * 1_000 < now + 10_000,
        );
        equal(lasted.length, 1, `the session in ${roomName}`);
      }
    },
  },
  {
    name: "wrong keys are unauthorized, at the call that needed them",
    async run({ roomkey, world }) {
      const made = await world();
      const credentials = { accessKey: made.sConnectorKeys.accessKey, secretKey: "wrong-secret-key" };
      const client = made.sConnector({ credentials });
      const error = await failsWith(roomkey, client.getLicense(), {
        kind: "unauthorized",
        service: "sConnector",
        operation: "getLicense",
        status: 401,
        attempts: 0,
        outcome: "notSent",
        retryable: false,
      });
      ok(error.serviceMessage, "the service's words");
      await failsWith(roomkey, client.authenticate(), { kind: "unauthorized", operation: "authenticate", attempts: 1 });
      equal(await made.count("getLicense"), 0);
    },
  },
  {
    name: "a failure inside a 200 is an error",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.sConnector();
      await made.fault("getLicense", { type: "text", body: '{"status":false,"message":"closed for today"}' });
      await failsWith(roomkey, client.getLicense(), {
        kind: "rejected",
        status: 200,
        serviceMessage: "closed for today",
        attempts: 1,
        outcome: "refused",
      });
      await made.fault("getSession", { type: "text", body: '{"status":false,"data":{}}' });
      await failsWith(roomkey, client.getSession("room_name"), { kind: "rejected" });
      await made.fault("getLicense", { type: "status", status: 403, body: { status: false } });
      await failsWith(roomkey, client.getLicense(), { kind: "forbidden", status: 403, outcome: "refused" });
    },
  },
  {
    name: "a wrong argument is named, and nothing is sent",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.sConnector();
      const wrong = [
        [() => client.getSession(), "getSession", "roomName"],
        [() => client.getSession(""), "getSession", "roomName"],
        [() => client.getSession(7), "getSession", "roomName"],
        [() => client.getSession("."), "getSession", "roomName"],
        [() => client.getSession(".."), "getSession", "roomName"],
        [() => client.getSession("a\udc00b"), "getSession", "roomName"],
        [() => client.getUsage(), "getUsage", "query"],
        [() => client.getUsage("2026-11-16"), "getUsage", "query"],
        [() => client.summarizeUsage(null), "summarizeUsage", "query"],
        ...[undefined, "", "2021-02-30", "2026-02-29", "yesterday", "2026-11-16T25:00:00Z", 1_794_970_800_000].flatMap(
          (startTime) => [
            [() => client.getUsage({ startTime }), "getUsage", "query.startTime"],
            [() => client.summarizeUsage({ startTime }), "summarizeUsage", "query.startTime"],
          ],
        ),
        [() => client.getUsage({ startTime: new Date(Number.NaN) }), "getUsage", "query.startTime"],
        [
          () => client.summarizeUsage({ startTime: "2021-02-20", endTime: "2021-02-19" }),
          "summarizeUsage",
          "query.endTime",
        ],
        [() => client.authenticate({ accessKey: "a" }), "authenticate", "credentials.secretKey"],
        [
          () => client.authenticate({ accessKey: "a", secretKey: "s", expires: 0.5 }),
          "authenticate",
          "credentials.expires",
        ],
        [() => client.getLicense({ timeoutMs: "1" }), "getLicense", "timeoutMs"],
        [() => client.getLicense({ timeoutMs: -5 }), "getLicense", "timeoutMs"],
        [() => client.getLicense({ signal: true }), "getLicense", "signal"],
        [() => client.getLicense({ signal: "abort" }), "getLicense", "signal"],
        [() => client.getLicense("now"), "getLicense", "options"],
        [() => client.getLicense(7), "getLicense", "options"],
      ];
      for (const [call, operation, member] of wrong) {
        const error = await failsWith(roomkey, call(), { kind: "invalidArgument", operation, attempts: 0 }, member);
        equal(error.argument, member, "argument");
        ok(error.message.includes(member.split(".").at(-1)), `“${error.message}” names ${member}`);
      }
      equal(await made.requests(), []);
    },
  },
];
