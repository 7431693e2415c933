// The recipe for errors, against the faults of the emulator.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { load, world } from "./support.mjs";

let recipe;
let roomkey;
before(async () => {
  ({ roomkey, ...recipe } = await load("errors"));
});

const sConnector = ({ baseUrl, accessKey, secretKey }, options) =>
  new roomkey.SConnectorClient({ baseUrl, credentials: { accessKey, secretKey }, ...options });
const airfob = ({ baseUrl, email, password }, options) =>
  new roomkey.AirfobClient({ baseUrl, credentials: { email, password }, ...options });

/** What the failure of a call is told as. */
const adviceOn = (call) =>
  call.then(
    () => assert.fail("the call went well"),
    (error) => recipe.advice(error),
  );

const KIM = {
  siteId: "1001",
  user: { userKey: "kim-77", email: "kim@example.com", feedType: "EMAIL" },
  card: { number: "9035277" },
};

/** How many users have Kim's key. */
async function kims(client) {
  let count = 0;
  for await (const { userKey } of client.users({ siteId: "1001", q: "kim-77" })) if (userKey === "kim-77") count += 1;
  return count;
}

test("patience waits as long as the service asks, though that is more than the budget of a call", async (t) => {
  const its = await world();
  const rooms = sConnector(its.sConnector, { timeoutMs: 20_000 });
  const busy = { type: "status", status: 429, headers: { "retry-after": "60" } };
  await its.fault("getLicense", busy);
  assert.equal(await adviceOn(rooms.getLicense()), "Try again in 60 seconds.");

  // A minute passes at once.
  const { setTimeout } = globalThis;
  const hasten = (then, ms, ...rest) => setTimeout(then, ms === 60_000 ? 0 : ms, ...rest);
  const minutes = t.mock.method(globalThis, "setTimeout", hasten);
  await its.fault("getLicense", busy, { times: 2 });
  const { roomLimit } = await recipe.patiently(() => rooms.getLicense());
  assert.equal(roomLimit, 10);
  assert.equal(minutes.mock.calls.filter((call) => call.arguments[1] === 60_000).length, 2);
  assert.equal(await its.count("getLicense"), 4);
});

test("patience is not for what time does not heal, and ends", async () => {
  const its = await world();
  const cards = airfob(its.airfob, { retry: false });
  await its.fault("createUserWithCard", { type: "lost" });
  await assert.rejects(
    recipe.patiently(() => cards.createUserWithCard(KIM)),
    { outcome: "unknown" },
  );
  assert.equal(await its.count("createUserWithCard"), 1);

  await its.fault("searchUsers", { type: "status", status: 503 }, { times: 0 });
  await assert.rejects(
    recipe.patiently(() => cards.searchUsers({ siteId: "1001" }), 1),
    { kind: "unavailable" },
  );
  assert.equal(await its.count("searchUsers"), 1);
});

test("a card whose answer was lost is found, and not issued again", async () => {
  const its = await world();
  const cards = airfob(its.airfob);
  await its.fault("createUserWithCard", { type: "lost" });
  assert.equal((await recipe.issueOnce(cards, KIM)).card?.number, "9035277");
  assert.equal(await its.count("createUserWithCard"), 1);
  assert.equal(await kims(cards), 1);
});

test("a card whose request was lost is issued after the look", async () => {
  const its = await world();
  const cards = airfob(its.airfob);
  await its.fault("createUserWithCard", { type: "reset" });
  assert.equal((await recipe.issueOnce(cards, KIM)).card?.number, "9035277");
  assert.equal(await its.count("createUserWithCard"), 2);
  assert.equal(await kims(cards), 1);
});

test("a card that the site refuses is not looked for", async () => {
  const its = await world();
  const cards = airfob(its.airfob);
  await recipe.issueOnce(cards, KIM);
  const refused = recipe.issueOnce(cards, KIM);
  await assert.rejects(refused, { kind: "rejected", outcome: "refused" });
  assert.match(await adviceOn(refused), /kim-77 is already in use/);
  assert.equal(await its.count("searchUsers"), 0);
});

test("every failure has its advice", async () => {
  const its = await world();
  const { baseUrl, licenses } = its.arctos;
  const expired = new roomkey.ArctosClient({ baseUrl, licenseKey: licenses.expired });
  const signIn = expired.signIn({ userId: "u-1", role: "MODERATOR" });
  assert.equal(await adviceOn(signIn), "Tell your administrator that the licence cannot be used (3404).");

  const rooms = sConnector(its.sConnector, { timeoutMs: 5_000, retry: false });
  await its.fault("getUsage", { type: "set", path: "data.detail[3].sessionTimeSecond", value: "an hour" });
  assert.equal(
    await adviceOn(rooms.getUsage({ startTime: new Date(Date.now() - 3 * 86_400_000) })),
    'The service has changed its answer: tell us "getUsage data.detail[3].sessionTimeSecond".',
  );
  await its.fault("listSessions", { type: "hang" });
  assert.equal(await adviceOn(rooms.listSessions({ timeoutMs: 100 })), "Try again in 5 seconds.");
  await its.fault("listSessions", { type: "redirect", status: 302, location: "/elsewhere" });
  assert.equal(await adviceOn(rooms.listSessions()), "This does not work just now: we have to repair it.");
  await its.fault("listSessions", { type: "status", status: 403 });
  assert.equal(await adviceOn(rooms.listSessions()), "Ask your administrator for permission.");
  assert.match(await adviceOn(rooms.getSession("")), /^Check/);

  const { email, baseUrl: portal } = its.airfob;
  const stranger = airfob({ baseUrl: portal, email, password: "not-the-password" });
  assert.equal(await adviceOn(stranger.login()), "Sign in again.");

  const cards = airfob(its.airfob);
  await its.fault("createUserWithCard", { type: "lost" });
  assert.equal(await adviceOn(cards.createUserWithCard(KIM)), "It may have been done: look before you try again.");
});
