// What frameworks do to a fetch: Next.js puts one in place that caches, and that throws to steer the page that is rendered.

import { equal, failsWith, ok, rejection, sleep } from "../assert.js";
import { json, jwt, LICENSE, never } from "../scripted.js";
import { QUICK } from "../world.js";

const BASE = { baseUrl: "https://a.example", dangerouslyAllowBrowser: true };

/** The global fetch replaced while the work goes on. */
async function patched(fetch, work) {
  const before = globalThis.fetch;
  globalThis.fetch = fetch;
  try {
    return await work();
  } finally {
    globalThis.fetch = before;
  }
}

/** What Next.js throws: out of fetch for a page that it takes for static, and likewise for redirect() and notFound(). */
const steering = () => Object.assign(new Error("Dynamic server usage"), { digest: "DYNAMIC_SERVER_USAGE" });

function takesNoStore() {
  try {
    new Request("https://a.example", { cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

export const frameworks = [
  {
    name: "no cache gives an answer: the global fetch is told so where the runtime takes it, and a fetch of the user's own is not",
    alone: true,
    async run({ roomkey }) {
      const inits = [];
      const fetch = async (_, init) => {
        inits.push(init);
        return json({ status: true, data: { ...LICENSE.data, accessToken: jwt() } });
      };
      const credentials = { accessKey: "a", secretKey: "s" };
      await patched(fetch, () => new roomkey.SConnectorClient({ ...BASE, credentials }).getLicense());
      const cache = takesNoStore() ? "no-store" : undefined;
      equal(
        inits.map((init) => init.cache),
        [cache, cache],
        "the members of the login and of the call",
      );
      equal("cache" in inits[0], cache !== undefined);
      await new roomkey.SConnectorClient({ ...BASE, credentials, fetch }).getLicense();
      equal(inits.length, 4);
      ok(!inits.slice(2).some((init) => "cache" in init), "the user's own");
    },
  },
  {
    name: "what a fetch throws with a digest is a framework's: the call rejects with it as it is, at once",
    async run({ roomkey }) {
      const told = [];
      const ways = [steering, () => ({ digest: "NEXT_NOT_FOUND" })];
      for (const way of ways) {
        for (const isAtOnce of [true, false]) {
          const thrown = way();
          let asked = 0;
          const fetch = () => {
            asked++;
            if (isAtOnce) throw thrown;
            return Promise.reject(thrown);
          };
          const options = { ...BASE, fetch, retry: QUICK, onEvent: ({ type }) => told.push(type) };
          const client = new roomkey.SConnectorClient({ ...options, accessToken: "t" });
          ok((await rejection(client.getLicense())) === thrown, "the very same");
          const renewing = new roomkey.SConnectorClient({
            ...options,
            credentials: { accessKey: "a", secretKey: "s" },
          });
          ok((await rejection(renewing.getLicense())) === thrown, "out of a login too");
          const cards = new roomkey.AirfobClient({ ...options, accessToken: "t" });
          ok(
            (await rejection(cards.sendCard({ siteId: "1", number: "2" }))) === thrown,
            "also where something is done",
          );
          ok((await rejection(cards.users({ siteId: "1" }).next())) === thrown, "and out of a walk");
          equal(asked, 4);
        }
      }
      ok(!told.includes("retry"), "and nothing is tried again");
      // Where it is no text, it is some error that happens to have such a member.
      const fetch = async () => Promise.reject(Object.assign(new Error("no"), { digest: 5 }));
      const client = new roomkey.SConnectorClient({ ...BASE, fetch, accessToken: "t", retry: false });
      await failsWith(roomkey, client.getLicense(), { kind: "network" });
    },
  },
  {
    name: "out of getAccessToken it comes as it is, also while a token lives, and those who wait for the renewal renew for themselves",
    async run({ roomkey }) {
      const thrown = steering();
      let asked = 0;
      const client = new roomkey.SConnectorClient({
        ...BASE,
        fetch: async () => json(LICENSE),
        async getAccessToken() {
          asked++;
          await sleep(20);
          if (asked === 1) throw thrown;
          return "t";
        },
      });
      const calls = Array.from({ length: 5 }, () => client.getLicense());
      const [first, ...others] = await Promise.allSettled(calls);
      ok(first.reason === thrown, "the one that renewed");
      equal(
        others.map(({ value }) => value?.roomLimit),
        [3, 3, 3, 3],
      );
      equal(asked, 2);

      // Ten seconds to live, a whole life of a minute: it is due, and it lives.
      let given = 0;
      const living = new roomkey.SConnectorClient({
        ...BASE,
        fetch: async () => json(LICENSE),
        async getAccessToken() {
          if (given++ > 0) throw thrown;
          return jwt({ lifeSeconds: 1, issuedAt: Math.floor(Date.now() / 1_000) });
        },
      });
      await living.getLicense();
      await sleep(920);
      const late = await rejection(living.getLicense());
      ok(late === thrown, `while a token lives: ${late}`);
    },
  },
  {
    name: "an exchange that is steered away leaves no other call behind",
    async run({ roomkey }) {
      const thrown = steering();
      let asked = 0;
      const fetch = (url, init) => {
        asked++;
        return asked === 2 ? Promise.reject(thrown) : url.endsWith("/info") ? json(LICENSE) : never(init);
      };
      const client = new roomkey.SConnectorClient({ ...BASE, accessToken: "t", fetch });
      const results = await Promise.allSettled([client.getLicense(), client.getLicense(), client.getLicense()]);
      equal(
        results.map(({ status }) => status),
        ["fulfilled", "rejected", "fulfilled"],
      );
    },
  },
];
