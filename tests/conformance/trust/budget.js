// Every call ends in time: the budget is the call's, whatever the service does or does not do.

import { equal, failsWith, ok, rejection, sleep } from "../assert.js";
import { HTTP_DATES } from "../http-dates.js";
import { newUser } from "../operations.js";
import { json, jwt, LICENSE, never, scripted } from "../scripted.js";
import { QUICK } from "../world.js";

const BUDGET = 250;
/** How much later than its budget a call may end. */
const GRACE = 100;
/** The delay of a busy machine is no fault of the call's: one of so many measurements must be inside the bound. */
const TRIES = 3;

/** Asserts that a call ends when its budget does. `attempt` makes the call and checks what it ended in. */
async function endsOnTime(attempt, budget = BUDGET) {
  const late = [];
  while (late.length < TRIES && !late.some((ms) => ms < GRACE)) {
    const begun = performance.now();
    await attempt();
    late.push(performance.now() - begun - budget);
  }
  // A timer may fire a fraction of a millisecond before its moment, as another clock sees it.
  ok(Math.min(...late) > -5, `it ended before its budget: ${late} ms late`);
  ok(Math.min(...late) < GRACE, `it ended late: ${late.map(Math.round)} ms after a budget of ${budget}`);
}

const SILENT = [
  ["a service that accepts and says nothing", { type: "hang" }],
  ["a service that sends headers and nothing else", { type: "hangBody" }],
  ["a service that sends one byte at a time", { type: "drip", ms: 60 }],
];

/** One read of each service. */
const reads = (made, token) => [
  ["checkAuthToken", made.arctos({ timeoutMs: BUDGET }), (client) => client.checkAuthToken(token.arctos)],
  [
    "getLicense",
    made.sConnector({ timeoutMs: BUDGET, accessToken: token.sConnector }),
    (client) => client.getLicense(),
  ],
  [
    "searchUsers",
    made.airfob({ timeoutMs: BUDGET, accessToken: token.airfob }),
    (client) => client.searchUsers({ siteId: "1004" }),
  ],
];

async function tokens(made) {
  const [arctos, sConnector, airfob] = await Promise.all([
    made.arctos().signIn({ userId: "u", role: "ADMIN" }),
    made.sConnector().authenticate(),
    made.airfob().login(),
  ]);
  return { arctos: arctos.token.accessToken, sConnector: sConnector.accessToken, airfob: airfob.accessToken };
}

/** A client of a scripted service, whose token is given. */
function scriptedClient(roomkey, handler, options) {
  const script = scripted({ default: handler });
  const client = new roomkey.SConnectorClient({
    baseUrl: "https://a.example",
    accessToken: "token",
    fetch: script.fetch,
    ...options,
  });
  return { client, script };
}

export const budget = [
  ...SILENT.map(([who, fault]) => ({
    name: `${who} ends the call in timeout, on time`,
    alone: true,
    async run({ roomkey, world }) {
      const made = await world();
      for (const [operation, client, call] of reads(made, await tokens(made))) {
        await made.fault(operation, fault, { times: 0 });
        await endsOnTime(() =>
          failsWith(roomkey, call(client), {
            kind: "timeout",
            operation,
            status: undefined,
            attempts: 1,
            outcome: "unknown",
            retryable: true,
          }),
        );
      }
    },
  })),
  {
    name: "a login that says nothing is part of the budget",
    alone: true,
    async run({ roomkey, world }) {
      const made = await world();
      await made.fault("authenticate", { type: "hang" }, { times: 0 });
      const client = made.sConnector({ timeoutMs: BUDGET });
      await endsOnTime(() =>
        failsWith(roomkey, client.getLicense(), { kind: "timeout", attempts: 0, outcome: "notSent", retryable: true }),
      );
      equal(await made.count("getLicense"), 0);
    },
  },
  {
    name: "attempts and the waits between them share one budget",
    alone: true,
    async run({ roomkey }) {
      const slow = async () => {
        await sleep(90);
        return json({}, 503);
      };
      const retry = { maxAttempts: 100, baseDelayMs: 1, maxDelayMs: 1 };
      const { client, script } = scriptedClient(roomkey, slow, { timeoutMs: BUDGET, retry });
      await endsOnTime(() => failsWith(roomkey, client.getLicense(), { kind: "timeout", outcome: "unknown" }));
      ok(script.calls.length >= 2, "there was more than one attempt");
    },
  },
  {
    name: "a portrait that is never read ends the call in timeout, on time, or by its signal, and nothing is sent",
    alone: true,
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.airfob({ timeoutMs: BUDGET });
      const arrayBuffer = () => new Promise(() => {});
      const portrait = Object.assign(new Blob([newUser().user.portrait]), { arrayBuffer });
      const request = { ...newUser(), user: { ...newUser().user, portrait } };
      await endsOnTime(() =>
        failsWith(roomkey, client.createUserWithCard(request), { kind: "timeout", attempts: 0, outcome: "notSent" }),
      );
      const reissue = { siteId: "0", userId: "1", user: { portrait } };
      await endsOnTime(() =>
        failsWith(roomkey, client.reissueCard(reissue), { kind: "timeout", attempts: 0, outcome: "notSent" }),
      );
      const controller = new AbortController();
      const aborted = client.createUserWithCard(request, { signal: controller.signal });
      controller.abort("enough");
      equal(await rejection(aborted), "enough");
      equal(await made.requests(), []);
    },
  },
  {
    name: "a fetch of the user's own that never settles is left behind, and told by its signal",
    alone: true,
    async run({ roomkey }) {
      const { client, script } = scriptedClient(roomkey, () => new Promise(() => {}), { timeoutMs: BUDGET });
      await endsOnTime(() => failsWith(roomkey, client.getLicense(), { kind: "timeout", attempts: 1 }));
      ok(
        script.calls.every((call) => call.signal.aborted),
        "the request's signal is aborted",
      );
    },
  },
  {
    name: "a call's own timeoutMs goes before the client's",
    alone: true,
    async run({ roomkey }) {
      const { client } = scriptedClient(roomkey, never, { timeoutMs: 60_000 });
      await endsOnTime(() => failsWith(roomkey, client.getLicense({ timeoutMs: 80 }), { kind: "timeout" }), 80);
      const patient = scriptedClient(
        roomkey,
        async () => {
          await sleep(60);
          return json(LICENSE);
        },
        { timeoutMs: 1 },
      );
      equal((await patient.client.getLicense({ timeoutMs: 5_000 })).roomLimit, 3);
    },
  },
  {
    name: "a budget longer than a timer can hold is as long as one can",
    async run({ roomkey }) {
      const { client } = scriptedClient(roomkey, async () => {
        await sleep(20);
        return json(LICENSE);
      });
      for (const timeoutMs of [2 ** 31 - 1, 2 ** 31, 2 ** 32 + 5, 1e300, Number.POSITIVE_INFINITY]) {
        equal((await client.getLicense({ timeoutMs })).roomLimit, 3, `with ${timeoutMs}`);
      }
      const endless = scriptedClient(roomkey, () => json(LICENSE), { timeoutMs: Number.POSITIVE_INFINITY });
      equal((await endless.client.getLicense()).roomLimit, 3);
    },
  },
  {
    name: "a Retry-After beyond the budget fails at once, and says how long to wait",
    alone: true,
    async run({ roomkey, world }) {
      const made = await world();
      const token = await tokens(made);
      const date = new Date(Date.now() + 3_600_000).toUTCString();
      for (const [status, kind] of [
        [429, "rateLimited"],
        [503, "unavailable"],
      ]) {
        for (const [operation, , call] of reads(made, token)) {
          const [, client] = reads(made, token).find(([name]) => name === operation);
          for (const header of ["3600", date]) {
            await made.forgetRequests();
            await made.fault(operation, { type: "status", status, headers: { "retry-after": header } });
            const begun = performance.now();
            const error = await failsWith(roomkey, call(client), {
              kind,
              status,
              attempts: 1,
              outcome: "refused",
              retryable: true,
            });
            ok(performance.now() - begun < BUDGET, "before the budget has passed");
            ok(Math.abs(error.retryAfterMs - 3_600_000) < 5_000, `retryAfterMs ${error.retryAfterMs}`);
            equal(await made.count(operation), 1);
          }
        }
      }
    },
  },
  {
    name: "a Retry-After of centuries is still a number",
    async run({ roomkey }) {
      for (const header of ["99999999999999999999", "1".repeat(400), "Fri, 31 Dec 9999 23:59:59 GMT"]) {
        const { client } = scriptedClient(roomkey, () => json({}, 429, { "retry-after": header }));
        const error = await failsWith(roomkey, client.getLicense(), { kind: "rateLimited", attempts: 1 });
        ok(Number.isFinite(error.retryAfterMs) && error.retryAfterMs > 86_400_000, `${error.retryAfterMs}`);
        ok(!Number.isNaN(new Date(Date.now() + error.retryAfterMs).getTime()), "a date can be made of it");
      }
    },
  },
  {
    name: "a Retry-After date is counted from the service's own clock, however wrong this one is",
    async run({ roomkey }) {
      for (const off of [-7_200_000, 0, 7_200_000]) {
        const now = Date.now() + off;
        const headers = { date: new Date(now).toUTCString(), "retry-after": new Date(now + 3_600_000).toUTCString() };
        const { client } = scriptedClient(roomkey, () => json({}, 503, headers));
        const error = await failsWith(roomkey, client.getLicense(), { kind: "unavailable", attempts: 1 });
        equal(error.retryAfterMs, 3_600_000);
      }
    },
  },
  {
    name: "a Retry-After is a date in each of the three forms of HTTP, and in no other",
    async run({ roomkey }) {
      const CENTURY_MS = 100 * 365.25 * 86_400_000;
      for (const [date, ms] of HTTP_DATES) {
        const headers = { date: "Thu, 01 Jan 1970 00:00:00 GMT", "retry-after": date };
        const { client } = scriptedClient(roomkey, () => json({}, 503, headers), { retry: false });
        const error = await failsWith(roomkey, client.getLicense(), { kind: "unavailable" });
        equal(error.retryAfterMs, ms === null ? undefined : Math.min(ms, CENTURY_MS), date);
      }
    },
  },
  {
    name: "a Retry-After inside the budget is obeyed, in seconds or as a date",
    async run({ world }) {
      const made = await world();
      const client = made.sConnector({ retry: QUICK });
      await client.authenticate();
      for (const form of [() => "1", () => new Date(Date.now() + 2_500).toUTCString()]) {
        await made.forgetRequests();
        const header = form();
        await made.fault("getLicense", { type: "status", status: 503, headers: { "retry-after": header } });
        await client.getLicense();
        const [first, second, ...more] = await made.requests("getLicense");
        equal(more, []);
        const due = header === "1" ? first.at + 1_000 : Date.parse(header);
        const late = second.at - due;
        ok(late > -20 && late < 2_000, `${late} ms late, with Retry-After: ${header}`);
      }
    },
  },
  {
    name: "a Retry-After may have a fraction, and retry-after-ms goes before it where it makes sense",
    async run({ roomkey }) {
      for (const [headers, ms] of [
        [{ "retry-after": "1.5" }, 1_500],
        [{ "retry-after": "0.25" }, 250],
        [{ "retry-after-ms": "750" }, 750],
        [{ "retry-after": "2", "retry-after-ms": "750" }, 750],
        [{ "retry-after": "2", "retry-after-ms": "soon" }, 2_000],
        [{ "retry-after": "2", "retry-after-ms": "-1" }, 2_000],
        [{ "retry-after": "soon", "retry-after-ms": "1e3" }, undefined],
      ]) {
        const { client } = scriptedClient(roomkey, () => json({}, 429, headers), { retry: false });
        const error = await failsWith(roomkey, client.getLicense(), { kind: "rateLimited", retryAfterMs: ms });
        ok(!/\d ms/.test(error.message), `said as people say it: ${error.message}`);
      }
      const answer = (_, nth) => (nth === 1 ? json({}, 503, { "retry-after-ms": "150" }) : json(LICENSE));
      const { client, script } = scriptedClient(roomkey, answer, { retry: QUICK });
      const begun = performance.now();
      await client.getLicense();
      ok(performance.now() - begun >= 145, "it waited");
      equal(script.calls.length, 2);
    },
  },
  {
    name: "a Retry-After that makes no sense is as if it were not there",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.sConnector({ retry: QUICK });
      await client.authenticate();
      for (const header of [
        "soon",
        "-1",
        "1.5.1",
        "1,5",
        "",
        "0x10",
        "Wed, 99 Foo 2099 00:00:00 GMT",
        "3600 seconds",
        "1e9",
      ]) {
        await made.fault(
          "getLicense",
          { type: "status", status: 503, headers: { "retry-after": header } },
          { times: 3 },
        );
        const error = await failsWith(roomkey, client.getLicense(), {
          kind: "unavailable",
          attempts: 3,
          outcome: "unknown",
        });
        equal(error.retryAfterMs, undefined, `retryAfterMs of ${header}`);
      }
    },
  },
  {
    name: "a Retry-After that has passed is no wait",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.sConnector({ retry: QUICK });
      for (const header of ["0", "Wed, 21 Oct 2015 07:28:00 GMT"]) {
        await made.fault("getLicense", { type: "status", status: 503, headers: { "retry-after": header } });
        await client.getLicense();
      }
      await made.fault("getLicense", { type: "status", status: 503, headers: { "retry-after": "0" } });
      await failsWith(roomkey, made.sConnector({ retry: false }).getLicense(), { retryAfterMs: 0, outcome: "refused" });
    },
  },
  {
    name: "a wait that does not fit the budget is not begun: the error at hand is thrown at once",
    async run({ roomkey }) {
      const retry = { maxAttempts: 9, baseDelayMs: 1e9, maxDelayMs: 1e9 };
      const { client, script } = scriptedClient(roomkey, () => json({}, 500), { timeoutMs: 5_000, retry });
      const begun = performance.now();
      await failsWith(roomkey, client.getLicense(), { kind: "unavailable", status: 500, attempts: 1 });
      ok(performance.now() - begun < 2_000, "at once");
      equal(script.calls.length, 1);
    },
  },
  {
    name: "no timer outlives its call",
    async run({ roomkey }) {
      // A call whose budget has passed long ago must not wake anything: what would be left behind is seen as a second answer.
      const events = [];
      const script = scripted({
        "/v1/auth": () => json({ status: true, data: { accessToken: jwt() } }),
        "/v1/info": () => json(LICENSE),
      });
      const client = new roomkey.SConnectorClient({
        baseUrl: "https://a.example",
        credentials: { accessKey: "a", secretKey: "s" },
        dangerouslyAllowBrowser: true,
        fetch: script.fetch,
        timeoutMs: 50,
        onEvent: (event) => events.push(event.type),
      });
      await client.getLicense();
      const told = events.length;
      await sleep(120);
      equal(events.length, told);
      ok(
        script.calls.every((call) => !call.signal.aborted),
        "a request that was answered is not aborted afterwards",
      );
      equal((await rejection(client.getSession(""))).kind, "invalidArgument");
    },
  },
];
