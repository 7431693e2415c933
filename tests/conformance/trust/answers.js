// What comes back is checked: the right answer or one error that says what is wrong with it, never a guess.

import { equal, failsWith, has, ok } from "../assert.js";
import { OPERATIONS, prepared } from "../operations.js";
import { json, LICENSE, scripted } from "../scripted.js";
import { QUICK } from "../world.js";

const SCRIPTED = { baseUrl: "https://a.example", accessToken: "t" };

/** The vendor's page documents no answer to sendCard. */
const mayBeEmpty = (operation, fault) =>
  operation.name === "sendCard" && (fault.type === "empty" || fault.type === "status");

/** Where each operation's answer is spoilt, what is put there, and where the error says that it is. */
const SPOILT = {
  getAuthCode: [
    ["info.code", 5],
    ["info", "text", "info"],
    ["status", "one", "status"],
    ["status", null, "status"],
  ],
  getAuthTokenUseCode: [
    ["info.user_id", {}],
    ["info.access_token", ["a"]],
    ["info.user_id", 1.5],
  ],
  checkAuthToken: [
    ["info.client_id", 5],
    ["info.license_room", {}],
    ["info.license_path", 5],
    ["info.role", 5],
  ],
  authenticate: [
    ["data.accessToken", 5],
    ["data", null, "data"],
    ["status", "maybe", "status"],
  ],
  getLicense: [
    ["data.roomLimit", "many"],
    ["data.enabled", 2],
    ["data", ["https://a.example", 10, 1, "2024-01-01T00:00:00.000Z"], "data"],
    ["data.domain", null],
    ["data", null, "data"],
  ],
  listSessions: [
    ["data[1].user", true],
    ["data[2].user", "many"],
    ["data[0].roomName", 5],
    ["data[0]", 7],
    ["data", "none"],
    ["data", null],
    ["data", {}, "data"],
  ],
  getSession: [["data.user", []]],
  getUsage: [
    ["data.detail[3].sessionTimeSecond", "long"],
    ["data.totalSecond", {}],
    ["data.detail", null, "data.detail"],
  ],
  summarizeUsage: [
    ["data.detail[2].createdAt", "yesterday"],
    ["data.detail[4].roomName", 5],
  ],
  login: [
    ["record.accessToken", 5],
    ["record", "text", "record"],
    ["status", 999, "status"],
  ],
  searchUsers: [
    ["records[1].userId", {}],
    ["records[2].card", 5],
    ["records[0].card.startDate", "soon"],
    ["total", "some"],
  ],
  users: [["records[1].userKey", null]],
  createUserWithCard: [
    ["record.userId", true],
    ["record.card.number", {}],
  ],
  deleteUsers: [["records[0].status", "fine"]],
  deleteCards: [["records[0].record.status", 5]],
  sendCard: [["status", {}, "status"]],
  reissueCard: [["record.card.status", 5]],
};

const REMOVED = {
  getAuthCode: ["info.code", "info", "status"],
  checkAuthToken: ["info.client_id"],
  getLicense: ["data.createdAt", "data", "status"],
  listSessions: ["data[1].status", "data[1].roomName", "data", "status"],
  getUsage: ["data.detail[0].createdAt", "data.detail[7].roomName", "data.detail"],
  searchUsers: ["records[1].userKey", "records[2].userId", "total", "records"],
  createUserWithCard: ["record.userId"],
  login: ["record.accountStatus", "record"],
};

export const answers = [
  {
    name: "a redirect is refused, and not followed",
    async run({ roomkey, world }) {
      await Promise.all(
        OPERATIONS.map(async (operation) => {
          const made = await world();
          const { run } = await prepared(operation, made);
          const statuses = [301, 302, 303, 307, 308];
          // Browsers remember permanent redirects, and would not ask again.
          const headers = { location: "/elsewhere", "cache-control": "no-store" };
          const fault = (status) => ({ operation: operation.wire, fault: { type: "status", status, headers } });
          await made.faults(statuses.map(fault));
          for (const status of statuses) {
            const error = await failsWith(roomkey, run({ retry: QUICK }), {
              kind: "redirect",
              operation: operation.name,
              attempts: 1,
              outcome: "unknown",
              retryable: false,
            });
            // A browser hides the status.
            ok(error.status === status || error.status === undefined, `status ${error.status}`);
          }
          equal((await made.requests()).length, statuses.length, `requests of ${operation.name}`);
        }),
      );
    },
  },
  {
    name: "a redirect that a fetch followed or hid is refused as well",
    async run({ roomkey }) {
      const followed = () => Object.defineProperty(json(LICENSE), "redirected", { value: true });
      const hidden = () => Object.defineProperty(json(LICENSE), "type", { value: "opaqueredirect" });
      for (const fetch of [followed, hidden]) {
        const client = new roomkey.SConnectorClient({ ...SCRIPTED, fetch });
        await failsWith(roomkey, client.getLicense(), { kind: "redirect", status: undefined, attempts: 1 });
      }
    },
  },
  {
    name: "a redirect is not read, and its request is given up",
    async run({ roomkey }) {
      let request;
      const fetch = async (_, init) => {
        request = init;
        return new Response(new ReadableStream({}), { status: 302, headers: { location: "/elsewhere" } });
      };
      const client = new roomkey.SConnectorClient({ ...SCRIPTED, fetch });
      await failsWith(roomkey, client.getLicense(), { kind: "redirect", status: 302, attempts: 1 });
      ok(request.signal.aborted, "the request is aborted");
    },
  },
  {
    name: "a text that was cut inside a character hides nobody",
    async run({ roomkey }) {
      const card = { id: "1", number: "1", status: "ACTIVE", cardType: "REGULAR", format: "GENERAL", cardTypeDesc: "" };
      const users = [
        { userId: "1", userKey: "k1", meta: "\ud83d", card },
        { userId: "2", userKey: "k2", email: "\ude00@b.example", card },
      ];
      const fetch = async () => json({ status: 200, total: 2, records: users });
      const client = new roomkey.AirfobClient({ ...SCRIPTED, fetch });
      const page = await client.searchUsers({ siteId: "0" });
      equal([page.users[0].meta, page.users[1].email], [{ _raw: "\ufffd" }, "\ufffd@b.example"]);
    },
  },
  {
    name: "what is no JSON is decode, of the whole, and not tried again",
    async run({ roomkey, world }) {
      const faults = [
        { type: "html" },
        { type: "empty" },
        { type: "garbage" },
        { type: "nest", depth: 200 },
        { type: "nest", depth: 200_000 },
        { type: "text", body: "   \n" },
        { type: "text", body: '{"status":true,"data":' },
        { type: "text", body: "null" },
        { type: "text", body: "5" },
        { type: "text", body: '"text"' },
        { type: "text", body: "NaN" },
        { type: "text", body: "{} {}" },
        { type: "text", body: "[true,[]]" },
        { type: "status", status: 204 },
      ];
      await Promise.all(
        OPERATIONS.map(async (operation) => {
          const made = await world();
          const { run } = await prepared(operation, made);
          const own = faults.filter((fault) => !mayBeEmpty(operation, fault));
          await made.faults(own.map((fault) => ({ operation: operation.wire, fault })));
          for (const fault of own) {
            await failsWith(
              roomkey,
              run({ retry: QUICK }),
              { kind: "decode", attempts: 1, outcome: "unknown", retryable: false },
              `${operation.name} answered by ${JSON.stringify(fault)}`,
            );
          }
          equal(await made.count(operation.wire), own.length, `requests of ${operation.name}`);
          await made.struck();
        }),
      );
    },
  },
  {
    name: "an answer without a body is a success to sendCard, and to deletions decode with an outcome that is not known",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.airfob({ retry: QUICK });
      const empty = [{ type: "empty" }, { type: "empty", status: 204 }, { type: "status", status: 204 }];
      for (const fault of empty) {
        await made.fault("sendCard", fault);
        equal(await client.sendCard({ siteId: "0", cardId: "202" }), undefined);
        for (const [operation, call] of [
          ["deleteUsers", () => client.deleteUsers(["303"])],
          ["deleteCards", () => client.deleteCards(["202"])],
        ]) {
          await made.fault(operation, fault);
          const expected = { kind: "decode", decodePath: "", attempts: 1, outcome: "unknown", retryable: false };
          await failsWith(roomkey, call(), expected, `${operation} after ${JSON.stringify(fault)}`);
        }
      }
      await made.fault("sendCard", { type: "empty", status: 500 });
      await failsWith(roomkey, client.sendCard({ siteId: "0", cardId: "202" }), { kind: "unavailable" });
    },
  },
  {
    name: "decode says that it is the whole where it is",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.sConnector();
      for (const type of ["html", "empty", "garbage"]) {
        await made.fault("getLicense", { type });
        await failsWith(roomkey, client.getLicense(), { kind: "decode", status: 200, decodePath: "" });
      }
    },
  },
  {
    name: "a member that is wrong or missing is decode, and its path is told",
    async run({ roomkey, world }) {
      await Promise.all(
        OPERATIONS.map(async (operation) => {
          const made = await world();
          const { run } = await prepared(operation, made);
          const faults = [
            ...(SPOILT[operation.name] ?? []).map(([path, value, told = path]) => [{ type: "set", path, value }, told]),
            ...(REMOVED[operation.name] ?? []).map((path) => [{ type: "remove", path }, path]),
          ];
          ok(faults.length > 0, `nothing is spoilt for ${operation.name}`);
          for (const [fault, decodePath] of faults) {
            if (operation.replay !== "always") {
              // What was done before must not be in the way.
              await made.reset();
            }
            const { run: again } = operation.replay === "always" ? { run } : await prepared(operation, made);
            await made.fault(operation.wire, fault);
            const what = `${operation.name} with ${JSON.stringify(fault)}`;
            const error = await failsWith(
              roomkey,
              again(),
              { kind: "decode", decodePath, status: error200(operation), attempts: 1 },
              what,
            );
            ok(error.message.includes(decodePath), `“${error.message}” names ${decodePath}`);
          }
        }),
      );
    },
  },
  {
    name: "the message of decode never shows what was found",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.sConnector();
      for (const value of ["canary-value", { "canary-key": 1 }, ["canary-item"]]) {
        for (const path of ["data.roomLimit", "data", "data.domain", ""]) {
          if (path === "data.domain" && typeof value === "string") continue;
          await made.fault("getLicense", { type: "set", path, value });
          const error = await failsWith(roomkey, client.getLicense(), { kind: "decode" });
          ok(!`${error.message} ${JSON.stringify(error)}`.includes("canary"), error.message);
        }
      }
    },
  },
  {
    name: "a web page with 5xx is unavailable, and one with 4xx is what the status says",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.sConnector({ retry: QUICK });
      await client.authenticate();
      for (const [status, kind, attempts] of [
        [503, "unavailable", 3],
        [500, "unavailable", 3],
        [502, "unavailable", 3],
        [403, "forbidden", 1],
        [404, "notFound", 1],
        [429, "rateLimited", 3],
        [418, "rejected", 1],
      ]) {
        for (const type of ["html", "empty"]) {
          await made.fault("getLicense", { type, status }, { times: attempts });
          const error = await failsWith(roomkey, client.getLicense(), { kind, status, attempts });
          equal([error.serviceMessage, error.decodePath], [undefined, undefined]);
        }
      }
    },
  },
  {
    name: "more than 64 MiB is decode, and the rest is not read",
    alone: true,
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.sConnector();
      await client.authenticate();
      await made.fault("getLicense", { type: "big", bytes: 1_000_000_000_000 });
      const error = await failsWith(roomkey, client.getLicense(), {
        kind: "decode",
        decodePath: "",
        status: 200,
        attempts: 1,
        outcome: "unknown",
      });
      ok(error.message.includes("64 MiB"), error.message);
      equal((await client.getLicense()).roomLimit, 10, "roomLimit of the next call");
    },
  },
  {
    name: "a stream without end is given up at 64 MiB, and told so",
    alone: true,
    async run({ roomkey }) {
      const piece = new Uint8Array(1 << 20).fill(32);
      let pulled = 0;
      let cancelled = false;
      const fetch = async () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              pulled++;
              controller.enqueue(piece);
            },
            cancel() {
              cancelled = true;
            },
          }),
        );
      const client = new roomkey.SConnectorClient({ ...SCRIPTED, fetch });
      await failsWith(roomkey, client.getLicense(), { kind: "decode", decodePath: "" });
      ok(pulled >= 65 && pulled < 70, `${pulled} MiB were pulled`);
      ok(cancelled, "the stream was cancelled");
    },
  },
  {
    name: "numbers may be strings, and booleans 1 and 0",
    async run({ world }) {
      const made = await world();
      const client = made.sConnector();
      for (const [path, value, member, expected] of [
        ["data.roomLimit", "12", "roomLimit", 12],
        ["data.enabled", 0, "enabled", false],
        ["data.enabled", "1", "enabled", true],
        ["data.enabled", false, "enabled", false],
        ["status", 1, "roomLimit", 10],
        ["status", "true", "roomLimit", 10],
      ]) {
        await made.fault("getLicense", { type: "set", path, value });
        equal((await client.getLicense())[member], expected, `${member} of ${JSON.stringify(value)}`);
      }
      await made.fault("getUsage", { type: "set", path: "data.detail[0].sessionTimeSecond", value: "7.5" });
      equal((await client.getUsage({ startTime: new Date(Date.now() - 86_400_000) })).detail[0].sessionTimeSecond, 7.5);
      await made.fault("getAuthCode", { type: "set", path: "status", value: "1" });
      ok((await made.arctos().getAuthCode({ userId: "u", role: "ADMIN" })).code, "a code");
      await made.fault("searchUsers", { type: "set", path: "status", value: "200" });
      await made.fault("searchUsers", { type: "set", path: "records[0].userId", value: 77 });
      const cards = made.airfob();
      equal((await cards.searchUsers({ siteId: "1004" })).total, 60);
      equal((await cards.searchUsers({ siteId: "1004" })).users[0].userId, "77");
    },
  },
  {
    name: "ids beyond 2^53 keep every digit",
    async run({ world }) {
      const made = await world();
      const body = '{"status":1,"message":"","info":{"client_id":"c","user_id":9007199254740993,"role":"ADMIN"}}';
      await made.fault("checkAuthToken", { type: "text", body });
      equal((await made.arctos().checkAuthToken("t")).userId, "9007199254740993");
      await made.fault("checkAuthToken", {
        type: "text",
        body: body.replace("9007199254740993", '"18446744073709551616"'),
      });
      equal((await made.arctos().checkAuthToken("t")).userId, "18446744073709551616");
    },
  },
  {
    name: "values that nobody documented pass as they are, and unknown members are passed over",
    async run({ world }) {
      const made = await world();
      const rooms = made.sConnector();
      await made.fault("getSession", { type: "set", path: "data.status", value: "PAUSED_FOR_TEA" });
      equal((await rooms.getSession("room_name")).status, "PAUSED_FOR_TEA");
      await made.fault("getSession", { type: "set", path: "data.more", value: { a: [1] } });
      equal(Object.keys(await rooms.getSession("room_name")).sort(), ["roomName", "status", "userCount"]);
      const arctos = made.arctos();
      const { token } = await arctos.signIn({ userId: "u", role: "ADMIN" });
      for (const [value, role] of [
        ["JANITOR", "JANITOR"],
        [null, "GUSET"],
      ]) {
        await made.fault("checkAuthToken", { type: "set", path: "info.role", value });
        equal((await arctos.checkAuthToken(token.accessToken)).role, role);
      }
      const cards = made.airfob();
      await made.fault("searchUsers", { type: "set", path: "records[0].card.status", value: "MELTED" });
      equal((await cards.searchUsers({ siteId: "1004" })).users[0].card.status, "MELTED");
    },
  },
  {
    name: "what is optional may be absent or null",
    async run({ world }) {
      const made = await world();
      const arctos = made.arctos();
      const { token } = await arctos.signIn({ userId: "u", role: "ADMIN" });
      for (const fault of [
        { type: "remove", path: "info.license_room" },
        { type: "set", path: "info.license_room", value: null },
      ]) {
        await made.fault("checkAuthToken", fault);
        const identity = await arctos.checkAuthToken(token.accessToken);
        ok(!("licenseRoom" in identity), "no member without a value");
        has(identity, { role: "ADMIN" });
      }
      const least = { client_id: "arctos-webapp", user_id: "1" };
      await made.fault("checkAuthToken", { type: "set", path: "info", value: least });
      const identity = await arctos.checkAuthToken(token.accessToken);
      equal(Object.entries(identity).sort(), [
        ["clientId", "arctos-webapp"],
        ["role", "GUSET"],
        ["userId", "1"],
      ]);
      const cards = made.airfob();
      for (const member of ["card", "portrait", "email", "phone", "meta", "feedType"]) {
        for (const fault of [{ type: "set", value: null }, { type: "remove" }]) {
          await made.fault("searchUsers", { ...fault, path: `records[0].${member}` });
          ok(!(member in (await cards.searchUsers({ siteId: "1004" })).users[0]), `no ${member}`);
        }
      }
    },
  },
  {
    name: "a byte order mark is passed over",
    async run({ world }) {
      const made = await world();
      await Promise.all([
        made.fault("getLicense", { type: "bom" }),
        made.fault("searchUsers", { type: "bom" }),
        made.fault("getAuthCode", { type: "bom" }),
      ]);
      equal((await made.sConnector().getLicense()).roomLimit, 10);
      equal((await made.airfob().searchUsers({ siteId: "1004" })).total, 60);
      ok((await made.arctos().getAuthCode({ userId: "u", role: "ADMIN" })).code, "a code");
    },
  },
  {
    name: "what is given is plain: objects, arrays, strings, numbers, booleans",
    async run({ world }) {
      const made = await world();
      const [rooms, cards] = [made.sConnector(), made.airfob()];
      const given = [
        await made.arctos().signIn({ userId: "u", role: "ADMIN" }),
        await rooms.getLicense(),
        await rooms.listSessions(),
        await rooms.summarizeUsage({ startTime: new Date(Date.now() - 86_400_000) }),
        await cards.searchUsers({ siteId: "1004" }),
        await cards.deleteUsers(["303"]),
      ];
      const plain = (value) => {
        if (Array.isArray(value)) return value.every(plain);
        if (typeof value === "object") {
          return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(plain);
        }
        return ["string", "number", "boolean"].includes(typeof value);
      };
      ok(plain(given), "plain all the way down");
      equal(structuredClone(given), given);
      equal(JSON.parse(JSON.stringify(given)), given);
    },
  },
  {
    name: "the type of the content is not looked at, only the content",
    async run({ roomkey }) {
      for (const type of ["text/plain", "text/html", "application/octet-stream", "application/json; charset=euc-kr"]) {
        const script = scripted({ default: () => json(LICENSE, 200, { "content-type": type }) });
        const client = new roomkey.SConnectorClient({ ...SCRIPTED, fetch: script.fetch });
        equal((await client.getLicense()).roomLimit, 3);
      }
    },
  },
];

/** Deletes are answered with 207. */
function error200({ name }) {
  return name.startsWith("delete") ? 207 : 200;
}
