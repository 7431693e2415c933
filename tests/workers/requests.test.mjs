// A client in a Worker's module scope serves request after request, whatever becomes of each of them.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { World } from "../conformance/world.js";
import { emulator } from "../node/support.mjs";
import { DATES, start } from "./support.mjs";

/** A call waits for another's renewal a second at the most, then renews for itself. */
const LEASE_MS = 1_000;
/** How much longer than that a request may take on a busy machine. */
const GRACE_MS = 1_500;
const CLIENTS = Array.from({ length: 40 }, (_, index) => `client ${index}`);

/** How a request ends while its call is under way. */
const ENDINGS = {
  "returns early": async (visit) => assert.equal(await (await visit("/early")).text(), "early"),
  "returns a moment later": async (visit) => assert.equal(await (await visit("/soon")).text(), "soon"),
  throws: (visit) => visit("/throw").catch(() => {}),
  "is cancelled": async (visit) => {
    const controller = new AbortController();
    const gone = visit("/stay", controller.signal).catch(() => {});
    setTimeout(() => controller.abort(), 80);
    await gone;
  },
  "goes on after its answer": async (visit) => assert.equal(await (await visit("/after")).text(), "after"),
};

/** A world, and a Worker whose clients all speak to it. */
async function stage(date) {
  const world = await World.make(undefined, emulator());
  const { baseUrl, accessKey, secretKey } = world.sConnectorKeys;
  const options = { baseUrl, credentials: { accessKey, secretKey }, timeoutMs: 10_000 };
  const worker = await start("requests-worker.js", date, {
    clients: Object.fromEntries(CLIENTS.map((name) => [name, options])),
  });
  let used = 0;
  return {
    world,
    /** Visits by way of a client that nobody used before. */
    visitor() {
      const client = encodeURIComponent(CLIENTS[used++]);
      return (path, signal) => worker.dispatchFetch(`http://worker.example${path}?client=${client}`, { signal });
    },
    async many(count) {
      const response = await worker.dispatchFetch(`http://worker.example/many?count=${count}`);
      const text = await response.text();
      assert.equal(response.status, 200, text.split("\n")[0]);
      return JSON.parse(text);
    },
    async end() {
      await worker.dispose();
      await world.forget();
    },
  };
}

/** Visits that wait for their call must all get its answer in time. */
async function served(visit, count, within) {
  const begun = performance.now();
  const answers = await Promise.all(Array.from({ length: count }, async () => (await visit("/wait")).json()));
  assert.deepEqual(answers, Array(count).fill({ value: 10 }));
  const took = performance.now() - begun;
  assert.ok(took < within, `${count} requests took ${Math.round(took)} ms`);
}

for (const date of DATES) {
  describe(`a client in module scope, ${date}`, { concurrency: 1 }, () => {
    let at;
    before(async () => {
      at = await stage(date);
    });
    beforeEach(() => at.world.reset());
    after(() => at.end());

    test("serves one request after another with one login", async () => {
      const visit = at.visitor();
      for (let request = 0; request < 20; request++) await served(visit, 1, 5_000);
      await served(visit, 20, 5_000);
      assert.equal(await at.world.count("authenticate"), 1);
      assert.equal(await at.world.count("getLicense"), 40);
    });

    for (const [ending, leave] of Object.entries(ENDINGS)) {
      test(`a request that ${ending} while its token is renewed holds nobody up for longer than a lease`, async () => {
        for (const fault of [{ type: "hang" }, { type: "delay", ms: 300 }]) {
          const visit = at.visitor();
          await at.world.fault("authenticate", fault);
          await leave(visit);
          // The fault was for the login of the one who left.
          await at.world.heal();
          await served(visit, 10, LEASE_MS + GRACE_MS);
          await served(visit, 3, GRACE_MS);
        }
      });

      test(`a request that ${ending} while its call is under way is nobody else's concern`, async () => {
        const visit = at.visitor();
        await served(visit, 1, 5_000);
        for (const fault of [{ type: "hang" }, { type: "hangBody" }, { type: "delay", ms: 300 }, { type: "reset" }]) {
          await at.world.fault("getLicense", fault);
          await leave(visit);
          await at.world.heal();
          await served(visit, 10, GRACE_MS);
        }
        assert.equal(await at.world.count("authenticate"), 1);
      });
    }

    test("requests that leave in every way, all at once and mixed with others, hold nobody up", async () => {
      for (let round = 0; round < 4; round++) {
        const visit = at.visitor();
        await at.world.fault("authenticate", { type: "delay", ms: 150 }, { times: 2 });
        const leaving = Object.values(ENDINGS).flatMap((leave) => [leave(visit), leave(visit)]);
        await Promise.all([served(visit, 8, 2 * LEASE_MS + GRACE_MS), ...leaving]);
        await at.world.heal();
        await served(visit, 8, GRACE_MS);
      }
    });

    test("a token that is refused to requests of which some leave is renewed all the same", async () => {
      const visit = at.visitor();
      await served(visit, 3, 5_000);
      await at.world.advance(3_601_000);
      await at.world.fault("authenticate", { type: "delay", ms: 100 });
      const leaving = ["returns early", "throws", "is cancelled"].map((ending) => ENDINGS[ending](visit));
      await Promise.all([served(visit, 10, 2 * LEASE_MS + GRACE_MS), ...leaving]);
      await served(visit, 10, GRACE_MS);
    });

    // Last: it is hard on the module.
    test("more calls at once than the runtime has timers for all settle, and the next ones succeed", async () => {
      // workerd allows 10,000 timers at a time.
      assert.equal((await at.many(12_000)).settled, 12_000);
      assert.deepEqual(await at.many(100), { settled: 100, answered: 100 });
    });
  });
}
