// roomkey/testing as a user's tests have it.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import vm from "node:vm";
import { load } from "./support.mjs";

const { roomkey, createEmulator } = await load();
const { AirfobClient, ArctosClient, SConnectorClient } = roomkey;

const NOON = Date.parse("2026-01-14T03:00:00Z");
const HOUR = 3_600_000;

const living = [];
async function emulator(options = { now: NOON }) {
  const made = await createEmulator(options);
  living.push(made);
  return made;
}
after(() => {
  for (const made of living) made.free();
});

const refusal = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it was not refused");
};

const thrown = (run) => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("it did not throw");
};

test("clients take the emulator's options as they are", async () => {
  const { arctos, sConnector, airfob } = await emulator();
  const { identity } = await new ArctosClient(arctos).signIn({ userId: "kim", role: "ADMIN" });
  assert.equal(identity.role, "ADMIN");
  assert.ok((await new SConnectorClient(sConnector).listSessions()).length > 0);
  assert.ok((await new AirfobClient(airfob).searchUsers({ siteId: "1001" })).users.length > 0);
});

test("a user's rooms, usage, license and people are what the services answer", async () => {
  const sessions = [{ roomName: "회의실 A", status: "ON_GOING", userCount: 3 }];
  const usage = [{ roomName: "회의실 A", sessionTimeSecond: 90, createdAt: "2026-01-13T10:00:00.000Z" }];
  const users = [{ userKey: "E-1", email: "a@b.test", meta: { name: "김하늘" } }];
  const sites = [{ siteId: "7", cardType: "REGULAR", format: "GENERAL", contact: "EMAIL", users }];
  const made = await emulator({ now: NOON, data: { license: { roomLimit: 3 }, sessions, usage, sites } });
  const rooms = new SConnectorClient(made.sConnector);
  assert.deepEqual(await rooms.listSessions(), sessions);
  assert.deepEqual((await rooms.getUsage({ startTime: "2026-01-13" })).detail, usage);
  assert.equal((await rooms.getLicense()).roomLimit, 3);
  const cards = new AirfobClient(made.airfob);
  const found = await cards.searchUsers({ siteId: "7" });
  assert.deepEqual(
    found.users.map(({ userKey, email, meta }) => ({ userKey, email, meta })),
    users,
  );
  assert.equal((await refusal(cards.searchUsers({ siteId: "1001" }))).kind, "notFound");
  made.update({ sessions: [] });
  assert.deepEqual(await rooms.listSessions(), []);
});

test("what was given is copied", async () => {
  const sessions = [{ roomName: "a", status: "WAIT", userCount: 1 }];
  const made = await emulator({ now: NOON, data: { sessions } });
  sessions[0].roomName = "b";
  assert.equal((await new SConnectorClient(made.sConnector).listSessions())[0].roomName, "a");
});

test("time stands still until it is moved, and tokens expire by it", async () => {
  const made = await emulator();
  const arctos = new ArctosClient(made.arctos);
  const { token } = await arctos.signIn({ userId: "kim", role: "CLIENT" });
  const check = () => arctos.checkAuthToken(token.accessToken);
  assert.equal(made.clock.now(), NOON);
  made.clock.advance({ hours: 1, minutes: 30, seconds: 1, ms: 5 });
  assert.equal(made.clock.now(), NOON + 1.5 * HOUR + 1005);
  await check();
  made.clock.advance({ days: 1 });
  assert.equal((await refusal(check())).kind, "tokenExpired");
  made.clock.set("2026-01-14T03:30:00Z");
  await check();
});

test("a clock that ticks goes on with the real time", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 5000 });
  const made = await emulator({ now: NOON, ticking: true });
  t.mock.timers.setTime(65_000);
  assert.equal(made.clock.now(), NOON + 60_000);
  made.reset();
  assert.equal(made.clock.now(), NOON);
});

test("the same seed, time and calls give the same bytes", async () => {
  const bytes = async (seed) => {
    const made = await emulator({ now: NOON, seed });
    const { token } = await new ArctosClient(made.arctos).signIn({ userId: "kim", role: "CLIENT" });
    const found = await new AirfobClient(made.airfob).searchUsers({ siteId: "1001" });
    const { portrait } = found.users.find((user) => user.portrait);
    const picture = Buffer.from(await (await made.fetch(portrait)).arrayBuffer()).toString("base64");
    return { token: token.accessToken, picture, found };
  };
  const one = await bytes(7);
  assert.deepEqual(await bytes(7), one);
  assert.notEqual((await bytes(8)).token, one.token);
});

test("a token or a code works in the emulator that issued it, and in no other of the same seed", async () => {
  const [a, b] = [await emulator(), await emulator()];
  const { accessToken } = await new SConnectorClient(a.sConnector).authenticate();
  const { credentials: _, ...options } = b.sConnector;
  const stranger = new SConnectorClient({ ...options, accessToken, retry: false });
  assert.equal((await refusal(stranger.listSessions())).status, 401);
  const code = await new ArctosClient(a.arctos).getAuthCode({ userId: "kim", role: "CLIENT" });
  const exchange = new ArctosClient(b.arctos).getAuthTokenUseCode({ code: code.code });
  assert.equal((await refusal(exchange)).kind, "unauthorized");
});

test("a hundred emulators at once share nothing", async () => {
  const all = await Promise.all(
    Array.from({ length: 100 }, (_, n) => {
      const sessions = [{ roomName: `room ${n}`, status: "WAIT", userCount: n }];
      return createEmulator({ now: NOON + n, data: { sessions } });
    }),
  );
  await Promise.all(
    all.map(async (made, n) => {
      if (n % 2) made.fault({ operation: "getLicense", type: "status", status: 503, times: 9 });
      const rooms = new SConnectorClient({ ...made.sConnector, retry: false });
      assert.deepEqual(await rooms.listSessions(), [{ roomName: `room ${n}`, status: "WAIT", userCount: n }]);
      const license = await rooms.getLicense().catch((error) => error.status);
      assert.equal(license, n % 2 ? 503 : license);
      assert.equal(made.requests().length, 3);
      assert.equal(made.clock.now(), NOON + n);
    }),
  );
  for (const made of all) made.free();
});

test("faults strike in their order, as often as they say, and what is left of them can be asked", async () => {
  const made = await emulator();
  const rooms = new SConnectorClient({ ...made.sConnector, retry: false });
  made.fault(
    { operation: "getLicense", type: "status", status: 503 },
    { operation: "getLicense", type: "status", status: 500, times: 2, after: 1 },
  );
  const statuses = [];
  for (let n = 0; n < 4; n++)
    statuses.push(
      await rooms.getLicense().then(
        () => 200,
        (error) => error.status,
      ),
    );
  assert.deepEqual(statuses, [503, 500, 500, 200]);
  assert.deepEqual(made.faults(), []);
  const endless = { operation: "getLicense", type: "status", status: 429, times: Number.POSITIVE_INFINITY };
  made.fault(endless);
  assert.deepEqual(made.faults(), [{ after: 0, headers: {}, body: null, ...endless }]);
  made.clearFaults();
  await rooms.getLicense();
});

test("what makes no sense throws, with the nearest name, and a bad fault of a list adds none of it", async () => {
  const made = await emulator();
  for (const [fault, words] of [
    [{ operation: "listSession", type: "hang" }, /did you mean "listSessions"/],
    [{ service: "sconnector", type: "hang" }, /did you mean "sConnector"/],
    [{ type: "hnag" }, /did you mean "hang"/],
    [{ type: "delay", mss: 5 }, /did you mean "ms"/],
    [{ type: "delay" }, /ms is required/],
    [{ type: "hang", times: 0 }, /times must be 1 or more/],
    [{ type: "status", status: 99 }, /no status of an answer/],
    [undefined, /must be an object/],
  ]) {
    const error = thrown(() => made.fault({ type: "hang" }, fault));
    assert.ok(error instanceof TypeError);
    assert.match(error.message, /^roomkey\/testing: /);
    assert.match(error.message, words);
    assert.deepEqual(made.faults(), []);
  }
  assert.match(thrown(() => made.clock.advance({ hour: 1 })).message, /did you mean "hours"/);
  assert.match(thrown(() => made.clock.advance(5)).message, /must be an object/);
  assert.match(thrown(() => made.clock.set("soon")).message, /date/);
  assert.match(thrown(() => made.clock.set(-1)).message, /1970/);
  assert.match(thrown(() => made.requests({ op: "x" })).message, /did you mean "operation"/);
  assert.match(thrown(() => made.requests({ operation: "getUsages" })).message, /did you mean "getUsage"/);
  assert.match(thrown(() => made.update({ room: [] })).message, /there is no member "room"/);
  assert.match((await refusal(createEmulator({ sede: 1 }))).message, /did you mean "seed"/);
  assert.match((await refusal(createEmulator({ data: { sessions: [{}] } }))).message, /data\.sessions\[0\]\.roomName/);
  assert.match((await refusal(createEmulator({ seed: 1.5 }))).message, /seed must be a whole number/);
  assert.match((await refusal(createEmulator({ now: "soon" }))).message, /now must be/);
  assert.match((await refusal(createEmulator(null))).message, /options must be an object/);
});

test("requests are recorded as they were sent, without what they have not", async () => {
  const made = await emulator();
  await new ArctosClient(made.arctos).signIn({ userId: "kim", role: "CLIENT" });
  await made.fetch("https://airfob.test/nowhere?a=1");
  made.fault({ type: "reset" });
  await refusal(made.fetch("https://airfob.test/login", { method: "POST", headers: { "x-trace": "1" }, body: "{}" }));
  const [code, , , nowhere, login] = made.requests();
  assert.equal(code.operation, "getAuthCode");
  assert.equal(code.headers["arc-license-key"], made.arctos.licenseKey);
  assert.equal(code.at, NOON);
  assert.equal(JSON.parse(code.body).user_id, "kim");
  assert.equal(nowhere.status, 404);
  assert.ok(!("operation" in nowhere));
  assert.equal(nowhere.query, "a=1");
  assert.ok(!("status" in login));
  assert.deepEqual(login.undocumented, ["header x-trace"]);
  assert.equal(made.requests({ service: "arctos" }).length, 3);
  assert.equal(made.requests({ service: "arctos", operation: "checkAuthToken" }).length, 1);
  made.clearRequests();
  assert.deepEqual(made.requests(), []);
});

test("nothing leaves: a request to any other host rejects, and names it", async () => {
  const made = await emulator();
  for (const address of ["https://example.com/x", "http://arctos.test/", "https://arctos.test:8443/"]) {
    const error = await refusal(made.fetch(address));
    assert.match(error.message, new RegExp(new URL(address).host.replaceAll(".", "\\.")));
  }
  assert.deepEqual(made.requests(), []);
});

test("keys and hosts are those of tests alone", async () => {
  const { arctos, sConnector, airfob, licenses } = await emulator();
  const { accessKey, secretKey } = sConnector.credentials;
  const keys = [arctos.licenseKey, accessKey, secretKey, airfob.credentials.email, airfob.credentials.password];
  for (const key of [...keys, ...Object.values(licenses)]) assert.match(key, /^test-/);
  for (const { baseUrl } of [arctos, sConnector, airfob]) assert.match(new URL(baseUrl).host, /\.test$/);
});

test("a page takes the options too, in which clients refuse keys unless they are allowed", async () => {
  const { arctos, sConnector, airfob } = await emulator();
  for (const options of [arctos, sConnector, airfob]) assert.equal(options.dangerouslyAllowBrowser, true);
});

test("each license fails in its own documented way", async () => {
  const made = await emulator();
  const codes = {};
  for (const [name, licenseKey] of Object.entries(made.licenses)) {
    const client = new ArctosClient({ ...made.arctos, licenseKey, retry: false });
    codes[name] = await client.getAuthCode({ userId: "k", role: "ADMIN" }).then(
      () => "ok",
      (error) => error.code ?? error.status,
    );
  }
  assert.deepEqual(codes, {
    exceeded: 3405,
    expired: 3404,
    forbidden: 403,
    missing: 3401,
    noRoom: 3406,
    unauthorized: 3403,
    warning: "ok",
    wrongType: 3402,
  });
});

test("a hang that is aborted settles at once with the signal's own reason, and leaves no handle", async () => {
  const made = await emulator();
  made.fault({ type: "hang" }, { type: "delay", ms: 60_000 });
  for (let n = 0; n < 2; n++) {
    const controller = new AbortController();
    const reason = new Error("enough");
    const pending = made.fetch("https://airfob.test/login", { method: "POST", body: "{}", signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    const begun = performance.now();
    assert.equal(await refusal(pending), reason);
    assert.ok(performance.now() - begun < 50);
  }
  assert.deepEqual(
    process.getActiveResourcesInfo().filter((name) => name === "Timeout"),
    [],
  );
});

test("a signal that was aborted before sends nothing", async () => {
  const made = await emulator();
  const signal = AbortSignal.abort(new Error("before"));
  assert.equal((await refusal(made.fetch("https://airfob.test/login", { signal }))).message, "before");
  assert.deepEqual(made.requests(), []);
});

test("a delay waits by the timers that are global when it strikes", async (t) => {
  const made = await emulator();
  made.fault({ operation: "login", type: "delay", ms: 5000 });
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let settled = false;
  const answer = made.fetch("https://airfob.test/login", { method: "POST", body: "{}" }).then((response) => {
    settled = true;
    return response.status;
  });
  for (let n = 0; n < 20; n++) await Promise.resolve();
  assert.equal(settled, false);
  t.mock.timers.tick(5000);
  assert.equal(await answer, 415);
});

test("a lost answer did what was asked, a reset one did not, and both look as over a socket", async () => {
  const made = await emulator();
  const cards = new AirfobClient({ ...made.airfob, retry: false });
  const newcomer = (userKey) => ({
    siteId: "1001",
    user: { userKey, email: "a@b.test" },
    card: { number: userKey },
  });
  for (const [type, done] of [
    ["lost", 1],
    ["reset", 0],
  ]) {
    made.fault({ operation: "createUserWithCard", type });
    const error = await refusal(cards.createUserWithCard(newcomer(type)));
    assert.equal(error.kind, "network");
    assert.equal(error.outcome, "unknown");
    assert.ok(error.cause instanceof TypeError);
    assert.equal((await cards.searchUsers({ siteId: "1001", q: type })).users.length, done);
  }
});

test("takes a Request of this realm and of another, and whatever fetch takes as headers and body", async () => {
  const made = await emulator();
  const { email, password } = made.airfob.credentials;
  const url = "https://airfob.test/login";
  const body = JSON.stringify({ email, password });
  const headers = { "Content-Type": "application/json" };
  const foreign = vm.runInNewContext(
    "({ url, method: 'post', headers: new Map(Object.entries(headers)), arrayBuffer })",
    {
      url,
      headers,
      arrayBuffer: async () => new TextEncoder().encode(body).buffer,
    },
  );
  for (const args of [
    [url, { method: "post", headers, body }],
    [new URL(url), { method: "POST", headers: new Headers(headers), body: new TextEncoder().encode(body) }],
    [url, { method: "POST", headers: Object.entries(headers), body: new Blob([body]) }],
    [new Request(url, { method: "POST", headers, body })],
    [new Request(url, { method: "PUT", headers, body: "x" }), { method: "POST", body }],
    [foreign],
  ]) {
    const response = await made.fetch(...args);
    assert.equal(response.status, 200);
    assert.ok(response instanceof Response);
  }
  assert.equal((await refusal(made.fetch(url, { body: "x" }))).name, "TypeError");
});

test("a redirect is followed, given as it is, or refused, as the request says", async () => {
  const made = await emulator();
  const ask = (redirect) => {
    made.fault({ type: "redirect", location: "https://airfob.test/elsewhere" });
    return made.fetch("https://airfob.test/login", { method: "POST", body: "{}", redirect });
  };
  assert.equal((await ask("follow")).status, 404);
  assert.equal(made.requests().at(-1).method, "GET");
  assert.equal((await ask("manual")).status, 302);
  assert.equal((await refusal(ask("error"))).name, "TypeError");
});

test("a reset brings back what it was made with", async () => {
  const made = await emulator({ now: NOON, data: { sessions: [] } });
  const rooms = new SConnectorClient(made.sConnector);
  await rooms.listSessions();
  made.update({ sessions: [{ roomName: "a", status: "WAIT", userCount: 1 }] });
  made.fault({ type: "hang" });
  made.clock.advance({ days: 3 });
  made.reset();
  assert.deepEqual(await new SConnectorClient(made.sConnector).listSessions(), []);
  assert.equal(made.clock.now(), NOON);
  assert.deepEqual(made.faults(), []);
  assert.equal(made.requests().length, 2);
});

test("after free every member throws and says so, and a second free does nothing", async () => {
  const made = await createEmulator();
  const { fetch, clock } = made;
  made.free();
  made.free();
  made[Symbol.dispose]?.();
  const names = ["arctos", "sConnector", "airfob", "licenses", "fetch", "clock"];
  const calls = ["fault", "faults", "clearFaults", "requests", "clearRequests", "reset", "handlers"];
  for (const use of [
    ...names.map((name) => () => made[name]),
    ...calls.map((name) => () => made[name]({ all() {} })),
    () => made.update({}),
    () => clock.now(),
    () => clock.advance({ ms: 1 }),
  ]) {
    assert.match(thrown(use).message, /was freed/);
  }
  assert.match((await refusal(fetch("https://airfob.test/login"))).message, /was freed/);
  await assert.rejects(async () => made.route({}), /was freed/);
});
