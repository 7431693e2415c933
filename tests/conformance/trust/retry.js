// What is sent again, and what never is: counted at the service.

import { equal, failsWith, ok } from "../assert.js";
import { MUTATIONS, OPERATIONS, prepared, READS } from "../operations.js";
import { json, LICENSE, scripted } from "../scripted.js";
import { QUICK } from "../world.js";

const PASSING = [408, 429, 500, 502, 503, 504];
const KINDS = {
  400: "rejected",
  403: "forbidden",
  404: "notFound",
  409: "rejected",
  410: "rejected",
  418: "rejected",
  422: "rejected",
  501: "unavailable",
};

/** After these it is not known whether the operation was done. */
const UNKNOWN = [
  [{ type: "lost" }, "network"],
  [{ type: "reset" }, "network"],
  [{ type: "cut", bytes: 3 }, "network"],
  [{ type: "hang" }, "timeout"],
  [{ type: "hangBody" }, "timeout"],
  [{ type: "status", status: 408 }, "unavailable"],
  [{ type: "status", status: 500 }, "unavailable"],
  [{ type: "status", status: 502 }, "unavailable"],
  [{ type: "status", status: 503 }, "unavailable"],
  [{ type: "status", status: 504 }, "unavailable"],
  [{ type: "html", status: 503 }, "unavailable"],
  [{ type: "redirect" }, "redirect"],
  [{ type: "garbage" }, "decode"],
  [{ type: "empty" }, "decode"],
];

/** The budget of a call that gets no answer: long enough that its request is on the wire before it ends. */
const SILENCE_MS = 1_000;

/** Answers that say it was not done. */
const REFUSED = [
  { type: "status", status: 429 },
  { type: "status", status: 429, headers: { "retry-after": "0" } },
  { type: "status", status: 503, headers: { "retry-after": "0" } },
];

export const retry = [
  ...READS.map((operation) => ({
    name: `${operation.name} is sent again after 408, 429, 500, 502, 503, 504 and a connection that broke`,
    async run({ world }) {
      const made = await world();
      const { run } = await prepared(operation, made);
      const faults = [
        ...PASSING.map((status) => ({ type: "status", status })),
        { type: "reset" },
        { type: "lost" },
        { type: "cut", bytes: 5 },
      ];
      // Each strikes the first of two requests, and so none unless each before it was answered by just one more.
      await made.faults(faults.map((fault, index) => ({ operation: operation.wire, after: 2 * index, fault })));
      for (const _fault of faults) await run({ retry: QUICK });
      equal(await made.count(operation.wire), 2 * faults.length);
      await made.struck();
    },
  })),
  {
    name: "what is wrong for good is not sent again",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.sConnector({ retry: QUICK });
      await client.authenticate();
      for (const [status, kind] of Object.entries(KINDS)) {
        await made.forgetRequests();
        await made.fault("getLicense", { type: "status", status: Number(status) });
        await failsWith(roomkey, client.getLicense(), { kind, status: Number(status), attempts: 1 });
        equal(await made.count("getLicense"), 1, `requests after ${status}`);
      }
    },
  },
  {
    name: "attempts are as many as were allowed, and counted right",
    async run({ roomkey, world }) {
      const made = await world();
      await made.fault("getLicense", { type: "status", status: 503 }, { times: 0 });
      const { accessToken } = await made.sConnector().authenticate();
      for (const [retry, attempts] of [
        [undefined, 3],
        [QUICK, 3],
        [{ ...QUICK, maxAttempts: 5 }, 5],
        [{ maxAttempts: 1 }, 1],
        [false, 1],
      ]) {
        await made.forgetRequests();
        const call = made.sConnector({ accessToken, retry }).getLicense();
        await failsWith(roomkey, call, {
          kind: "unavailable",
          status: 503,
          attempts,
          outcome: "unknown",
          retryable: true,
        });
        equal(await made.count("getLicense"), attempts);
      }
    },
  },
  {
    name: "signIn counts the sends of its three steps, and never sends a code twice",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.arctos({ retry: QUICK });
      const who = { userId: "u", role: "ADMIN" };
      await made.fault("getAuthCode", { type: "status", status: 502 });
      await made.fault("checkAuthToken", { type: "status", status: 403 });
      await failsWith(roomkey, client.signIn(who), { kind: "forbidden", operation: "signIn", attempts: 4 });
      await made.forgetRequests();
      await made.fault("getAuthTokenUseCode", { type: "lost" });
      await failsWith(roomkey, client.signIn(who), {
        kind: "network",
        attempts: 2,
        outcome: "unknown",
        retryable: true,
      });
      equal(await made.count("getAuthTokenUseCode"), 1);
      equal((await client.signIn(who)).identity.role, "ADMIN", "another sign-in takes another code");
    },
  },
  {
    name: "waits between attempts are random, longer each time, and never above maxDelayMs",
    async run({ roomkey }) {
      const delays = [];
      const client = new roomkey.SConnectorClient({
        baseUrl: "https://a.example",
        accessToken: "t",
        fetch: scripted({ default: () => json({}, 500) }).fetch,
        retry: { maxAttempts: 7, baseDelayMs: 4, maxDelayMs: 20 },
        onEvent: (event) => event.type === "retry" && delays.push([event.attempt, event.delayMs]),
      });
      await Promise.all(Array.from({ length: 20 }, () => failsWith(roomkey, client.getLicense(), { attempts: 7 })));
      equal(delays.length, 120);
      for (const [attempt, delay] of delays) {
        ok(delay >= 0 && delay <= Math.min(4 * 2 ** (attempt - 1), 20), `${delay} ms after attempt ${attempt}`);
      }
      const last = delays.filter(([attempt]) => attempt === 6).map(([, delay]) => delay);
      ok(Math.max(...last) - Math.min(...last) > 2, `spread: ${last}`);
    },
  },
  ...MUTATIONS.map((operation) => ({
    name: `${operation.name} is on the wire once when its answer is lost, and says that it may have been done`,
    async run({ roomkey, world }) {
      const made = await world();
      // One at a time: a browser has six connections for a service, and silence keeps them.
      for (const [fault, kind] of UNKNOWN) {
        // The vendor's page documents no answer to sendCard: one without a body is a success.
        if (operation.name === "sendCard" && fault.type === "empty") continue;
        await made.reset();
        const { run } = await prepared(operation, made);
        await made.fault(operation.wire, fault, { times: 0 });
        const timeoutMs = kind === "timeout" ? SILENCE_MS : undefined;
        const what = `${operation.name} after ${JSON.stringify(fault)}`;
        const expected = { kind, operation: operation.name, attempts: 1, outcome: "unknown", retryable: false };
        const error = await failsWith(roomkey, run({ retry: QUICK }, { timeoutMs }), expected, what);
        ok(error.message.includes("may have been done"), error.message);
        equal(await made.count(operation.wire), 1, what);
      }
    },
  })),
  ...MUTATIONS.map((operation) => ({
    name: `${operation.name} is sent again where the service says that it was not done`,
    async run({ roomkey, world }) {
      const made = await world();
      const inside = { type: "status", status: 200, body: { status: 429, message: "slow down" } };
      for (const fault of [...REFUSED, inside]) {
        await made.reset();
        const { run } = await prepared(operation, made);
        await made.fault(operation.wire, fault);
        await run({ retry: QUICK });
        equal(await made.count(operation.wire), 2, `requests after ${JSON.stringify(fault)}`);
      }
      await made.reset();
      const { run } = await prepared(operation, made);
      await made.fault(operation.wire, REFUSED[0], { times: 0 });
      await failsWith(roomkey, run({ retry: QUICK }), {
        kind: "rateLimited",
        attempts: 3,
        outcome: "refused",
        retryable: true,
      });
      equal(await made.count(operation.wire), 3);
      await made.heal();
      await made.fault(operation.wire, { type: "status", status: 503, headers: { "retry-after": "60" } });
      await failsWith(roomkey, run({ retry: QUICK }), {
        kind: "unavailable",
        attempts: 1,
        outcome: "refused",
        retryable: true,
        retryAfterMs: 60_000,
      });
    },
  })),
  {
    name: "getAuthTokenUseCode is never sent twice, whatever comes back",
    async run({ roomkey, world }) {
      const operation = OPERATIONS.find(({ name }) => name === "getAuthTokenUseCode");
      const made = await world();
      for (const fault of [...UNKNOWN.map(([fault]) => fault), ...REFUSED]) {
        await made.reset();
        const { run } = await prepared(operation, made);
        await made.fault(operation.wire, fault, { times: 0 });
        const error = await failsWith(roomkey, run({ retry: QUICK }, { timeoutMs: SILENCE_MS }), { attempts: 1 });
        equal(error.outcome, REFUSED.includes(fault) ? "refused" : "unknown", `outcome after ${JSON.stringify(fault)}`);
        equal(await made.count(operation.wire), 1, `requests after ${JSON.stringify(fault)}`);
      }
    },
  },
  {
    name: "an outcome that was unknown once stays unknown",
    async run({ roomkey, world }) {
      const made = await world();
      const { accessToken } = await made.sConnector().authenticate();
      await made.fault("getLicense", { type: "lost" });
      await made.fault("getLicense", { type: "status", status: 429 }, { times: 2 });
      await failsWith(roomkey, made.sConnector({ accessToken, retry: QUICK }).getLicense(), {
        kind: "rateLimited",
        attempts: 3,
        outcome: "unknown",
      });
    },
  },
  {
    name: "what comes late is what counts: a success after failures is a success, a login's too",
    async run({ roomkey }) {
      const answers = [() => json({}, 500), () => Promise.reject(new TypeError("gone")), () => json(LICENSE)];
      const script = scripted({ default: (_, nth) => answers[nth - 1]() });
      const options = { baseUrl: "https://a.example", fetch: script.fetch, retry: QUICK };
      equal((await new roomkey.SConnectorClient({ ...options, accessToken: "t" }).getLicense()).roomLimit, 3);
      equal(script.calls.length, 3);
      const login = () => json({ status: true, data: { accessToken: "t" } });
      const renewing = scripted({
        "/v1/auth": (_, nth) => [...answers.slice(0, 2), login][nth - 1](),
        "/v1/info": () => json(LICENSE),
      });
      const credentials = { accessKey: "a", secretKey: "s" };
      const own = { ...options, fetch: renewing.fetch, credentials, dangerouslyAllowBrowser: true };
      equal((await new roomkey.SConnectorClient(own).getLicense()).roomLimit, 3);
      equal([renewing.count("/v1/auth"), renewing.count("/v1/info")], [3, 1]);
    },
  },
];
