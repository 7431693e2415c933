// The recipes for pages, in Chromium and behind their backend: keys stay there, lists live, and who leaves aborts.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launchBrowser, serve } from "../package/support.mjs";
import { buildPage, load, world } from "./support.mjs";

let backend;
let browser;
before(async () => {
  [backend, browser] = await Promise.all([load("backend"), launchBrowser()]);
});
after(() => browser?.close());

/** Runs a handler of Request and Response under node:http. */
const onNode = (handle) => async (incoming, outgoing) => {
  const { method, headers } = incoming;
  const response = await handle(new Request(`http://${headers.host}${incoming.url}`, { method, headers }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
};

/** Opens a built page in front of the backend, as someone who is signed in. */
async function open(t, folder, its, settings) {
  const isSignedIn = (request) => request.headers.get("cookie") === "session=kim";
  const handle = backend.roomsToken({ ...its.sConnector, isSignedIn, ...settings });
  let tokens = 0;
  const site = await serve({
    "/api/rooms-token": onNode((request) => {
      tokens += 1;
      return handle(request);
    }),
    "/": folder,
  });
  t.after(site.close);
  const context = await browser.newContext();
  t.after(() => context.close());
  await context.addCookies([{ name: "session", value: "kim", url: site.url }]);
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  const go = async () => {
    await page.goto(`${site.url}/?${new URLSearchParams({ baseUrl: its.sConnector.baseUrl })}`);
    await page.waitForFunction("window.ready");
  };
  return { page, context, problems, go, tokens: () => tokens };
}

/** How it ends when the page shows the rooms: "well", or the error. */
const outcome = (page) =>
  page.evaluate(() =>
    window.show().then(
      () => "well",
      (error) => ({ kind: error.kind, cause: error.cause?.message, text: `${error.message} ${JSON.stringify(error)}` }),
    ),
  );

describe("a page with getAccessToken", () => {
  let folder;
  before(async () => {
    folder = await buildPage(`
      import { connect, showRooms } from "./page";
      const client = connect({ baseUrl: new URLSearchParams(location.search).get("baseUrl") });
      window.show = () => showRooms(client, document.querySelector("main"));
      window.ready = true;
    `);
  });

  test("shows the rooms on tokens from its backend, and never sees a key", async (t) => {
    const its = await world();
    const { page, go, problems, tokens } = await open(t, folder, its);
    const seen = [];
    page.on("request", (request) => {
      seen.push(request.allHeaders().then((headers) => [request.url(), JSON.stringify(headers), request.postData()]));
    });
    page.on("response", (response) => {
      seen.push(response.allHeaders().then((headers) => JSON.stringify(headers)));
      if (!response.url().endsWith(".wasm")) seen.push(response.text().catch(() => ""));
    });
    await go();
    assert.equal(await outcome(page), "well");
    assert.ok(await page.locator("li", { hasText: /^room_name: \d+$/ }).count());
    assert.equal(tokens(), 1);

    // The token has expired: the service refuses it once, and the backend is asked again.
    await its.advance(16 * 60_000);
    assert.equal(await outcome(page), "well");
    assert.equal(tokens(), 2);

    seen.push(page.content(), page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"));
    const all = (await Promise.all(seen)).flat().join("\n");
    const jwts = all.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g);
    assert.ok(jwts, "the token was among what was recorded");
    const payloads = jwts.map((jwt) => Buffer.from(jwt.split(".")[1], "base64url").toString());
    assert.ok(!all.includes(its.sConnector.accessKey));
    // The service's tokens name the access key, as its page says. The secret key is nowhere.
    for (const text of [all, ...payloads]) assert.ok(!text.includes(its.sConnector.secretKey));
    const { iat, exp } = JSON.parse(payloads[0]);
    assert.equal(exp - iat, 15 * 60);
    assert.deepEqual(
      problems.filter((text) => !text.includes("401")),
      [],
    );
  });

  test("says that the backend gave no token to someone who is not signed in", async (t) => {
    const its = await world();
    const { page, context, go } = await open(t, folder, its);
    await context.clearCookies();
    await go();
    const { kind, cause } = await outcome(page);
    assert.deepEqual({ kind, cause }, { kind: "unauthorized", cause: "The backend gave no token: HTTP 401" });
    assert.equal(await its.count("authenticate"), 0);
  });

  test("gets no key from a backend whose keys are refused", async (t) => {
    const its = await world();
    const logged = t.mock.method(console, "error", () => {});
    const secretKey = "0123456789abcdef0123456789abcdef";
    const { page, go } = await open(t, folder, its, { secretKey });
    await go();
    const { kind, cause, text } = await outcome(page);
    assert.deepEqual({ kind, cause }, { kind: "unauthorized", cause: "The backend gave no token: HTTP 502" });
    const said = logged.mock.calls.map((call) => call.arguments.join(" ")).join("\n");
    assert.match(said, /^sConnector\.authenticate: /);
    for (const words of [said, text]) assert.ok(!words.includes(secretKey));
  });
});

/** Every call that the page aborted. */
function watchAborts(page) {
  const aborts = [];
  page.on("requestfailed", (request) => aborts.push(`${request.method()} ${request.failure()?.errorText}`));
  return aborts;
}

/** Waits until something holds. */
async function until(what, holds) {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail(`${what}: not within ten seconds`);
}

const MOUNTS = {
  // StrictMode cleans every effect up once and starts it again.
  React: `
    import { StrictMode } from "react";
    import { createRoot } from "react-dom/client";
    import { LiveRooms } from "./react";
    function mount(main, client) {
      const root = createRoot(main);
      const show = (everyMs) => root.render(<StrictMode><LiveRooms client={client} everyMs={everyMs} /></StrictMode>);
      show(50);
      return { hurry: () => show(40), unmount: () => root.unmount() };
    }
  `,
  Vue: `
    import { createApp, h, ref } from "vue";
    import { LiveRooms } from "./vue";
    function mount(main, client) {
      const everyMs = ref(50);
      const app = createApp({ setup: () => () => h(LiveRooms, { client, everyMs: everyMs.value }) });
      app.mount(main);
      return { hurry: () => { everyMs.value = 40; }, unmount: () => app.unmount() };
    }
  `,
};

for (const [framework, mount] of Object.entries(MOUNTS)) {
  describe(`a live list in ${framework}`, () => {
    let folder;
    before(async () => {
      folder = await buildPage(`
        ${mount}
        import { connect } from "./page";
        const main = document.querySelector("main");
        const client = connect({ baseUrl: new URLSearchParams(location.search).get("baseUrl") });
        window.alerts = [];
        new MutationObserver(() => {
          for (const { textContent } of main.querySelectorAll("[role=alert]")) window.alerts.push(textContent);
        }).observe(main, { childList: true, subtree: true });
        window.mount = () => { window.mounted = mount(main, client); };
        window.ready = true;
      `);
    });

    test("follows the rooms", async (t) => {
      const its = await world();
      const { page, go, problems, tokens } = await open(t, folder, its);
      await go();
      await page.evaluate("mount()");
      await page.locator("li", { hasText: /^room_name: \d+$/ }).waitFor();

      const value = [{ roomName: "작은 방", status: "ON_GOING", user: 3 }];
      await its.fault("listSessions", { type: "set", path: "data", value }, { times: 0 });
      await page.locator("li", { hasText: "작은 방: 3" }).waitFor();
      assert.equal(await page.locator("li").count(), 1);

      // A failure is shown beside the rooms that are known, and goes when it is over.
      await its.heal();
      await its.fault("listSessions", { type: "garbage" }, { times: 0 });
      await page.locator("[role=alert]", { hasText: "sConnector.listSessions" }).waitFor();
      assert.ok(await page.locator("li").count());
      await its.heal();
      await page.locator("[role=alert]").waitFor({ state: "detached" });
      assert.ok(await page.locator("li", { hasText: "room_name" }).count());

      assert.equal(tokens(), 1);
      assert.deepEqual(problems, []);
    });

    test("aborts its call when it is unmounted, and nothing comes of it", async (t) => {
      const its = await world();
      const { page, go, problems } = await open(t, folder, its);
      await go();
      await its.fault("listSessions", { type: "hang" }, { times: 0 });
      const aborts = watchAborts(page);
      await page.evaluate("mount()");
      await until("the call is under way", async () => (await its.count("listSessions")) > 0);
      const before = aborts.length;
      await page.evaluate("mounted.unmount()");
      await until("the call is aborted", () => aborts.length > before);
      assert.ok(
        aborts.every((each) => each === "GET net::ERR_ABORTED"),
        aborts,
      );

      // Several times the pause between two calls: nothing is asked, shown or thrown any more.
      await its.heal();
      const asked = await its.count("listSessions");
      await page.waitForTimeout(250);
      assert.equal(await its.count("listSessions"), asked);
      assert.equal(await page.locator("main").innerHTML(), "");
      assert.deepEqual(await page.evaluate("alerts"), []);
      assert.deepEqual(problems, []);
    });

    test("aborts its call when what it depends on changes, and shows the next one's answer", async (t) => {
      const its = await world();
      const { page, go, problems } = await open(t, folder, its);
      await go();
      // StrictMode may begin a call that it gives up at once, so every call hangs until the world is healed.
      await its.fault("listSessions", { type: "hang" }, { times: 0 });
      const aborts = watchAborts(page);
      await page.evaluate("mount()");
      await until("the call is under way", async () => (await its.count("listSessions")) > 0);
      await its.heal();
      await page.evaluate("mounted.hurry()");
      await page.locator("li", { hasText: "room_name" }).waitFor();
      await until("the call is aborted", () => aborts.length > 0);
      assert.deepEqual(await page.evaluate("alerts"), []);
      assert.deepEqual(problems, []);
    });
  });
}
