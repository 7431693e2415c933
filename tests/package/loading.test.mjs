// How the browser entry loads its module: without holding the page up, and with words for what goes wrong.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { install, launchBrowser, makeWorld, serve, settings, temporaryFolder } from "./support.mjs";

let installed;
let browser;
let world;

before(async () => {
  installed = await install(temporaryFolder());
  browser = await launchBrowser();
  world = settings(await makeWorld());
});
after(() => browser?.close());

/** The user's page. `call` signs in once, and gives the role or the error. */
const MAIN = `
  import { ArctosClient, RoomkeyError } from "/roomkey/browser.js";
  const { arctos: baseUrl, licenseKey } = Object.fromEntries(new URLSearchParams(location.search));
  const client = new ArctosClient({ baseUrl, licenseKey, dangerouslyAllowBrowser: true });
  window.call = () => client.signIn({ userId: "u-1", role: "MODERATOR" }).then(
    ({ identity }) => identity.role,
    (error) => ({ ...error, message: error.message, isRoomkeyError: error instanceof RoomkeyError, cause: String(error.cause) }),
  );
  window.imported = true;
`;

/**
 * A page that imports the package, from a server that answers for the module as `wasm` does.
 *
 * @returns the page, before it is opened, its address, what it logged, and how often the module was asked for
 */
async function pageOn(t, wasm, { csp } = {}) {
  const seen = { asked: 0, problems: [] };
  const server = await serve({
    "/roomkey/roomkey.wasm": (_request, response) => {
      seen.asked += 1;
      return wasm(response, seen.asked);
    },
    "/roomkey/": installed,
    "/main.js": script(MAIN),
    "/other.js": script("window.other = true;"),
    "/": (_request, response) => {
      response.writeHead(200, { "content-type": "text/html", ...(csp && { "content-security-policy": csp }) });
      response.end(
        '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/main.js"></script><script type="module" src="/other.js"></script>',
      );
    },
  });
  t.after(server.close);
  const page = await browser.newPage();
  t.after(() => page.close());
  page.on("pageerror", (error) => seen.problems.push(String(error)));
  return { page, url: `${server.url}/?${new URLSearchParams(world)}`, seen };
}

const script = (body) => (_request, response) =>
  response.writeHead(200, { "content-type": "text/javascript" }).end(body);

const sends =
  (status, type, body = readFile(join(installed, "roomkey.wasm"))) =>
  async (response) =>
    response.writeHead(status, { "content-type": type }).end(await body);

/** The page, opened, whose module comes on `release()`. */
async function slowPageOn(t) {
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  const site = await pageOn(t, async (response) => {
    await released;
    return sends(200, "application/wasm")(response);
  });
  t.after(release);
  await site.page.goto(site.url, { waitUntil: "domcontentloaded" });
  return { ...site, release };
}

/** Opens the page and makes the first call. */
async function firstCall({ page, url }) {
  await page.goto(url);
  await page.waitForFunction("window.imported");
  return page.evaluate("call()");
}

/** Holds an error to what every failed load is. Only one that nobody answered may pass by itself. */
function assertNotLoaded(error, words, { mayPass = false } = {}) {
  const { kind, service, operation, attempts, outcome, retryable, isRoomkeyError } = error;
  assert.deepEqual(
    { kind, service, operation, attempts, outcome, retryable, isRoomkeyError },
    {
      kind: "internal",
      service: "arctos",
      operation: "signIn",
      attempts: 0,
      outcome: "notSent",
      retryable: mayPass,
      isRoomkeyError: true,
    },
  );
  assert.match(error.message, /^arctos\.signIn: the WebAssembly module of roomkey did not load: /);
  assert.match(error.message, words);
}

test("a module that is missing (404) is said by the first call", async (t) => {
  const site = await pageOn(t, sends(404, "text/plain", "Not found"));
  assertNotLoaded(await firstCall(site), /HTTP 404 .*deploy the file beside the script/);
  assert.deepEqual(site.seen.problems, []);
});

test("a web page in place of the module (200, text/html) is said by the first call", async (t) => {
  const site = await pageOn(t, sends(200, "text/html; charset=utf-8", "<!doctype html><title>App</title>"));
  assertNotLoaded(await firstCall(site), /answered a web page/);
  assert.deepEqual(site.seen.problems, []);
});

test("bytes that are no module are said by the first call", async (t) => {
  const site = await pageOn(t, sends(200, "application/wasm", "no module"));
  assertNotLoaded(await firstCall(site), /could not be compiled/);
  assert.deepEqual(site.seen.problems, []);
});

test("a connection that breaks is said by the first call", async (t) => {
  const site = await pageOn(t, (response) => response.destroy());
  assertNotLoaded(await firstCall(site), /could not be fetched/, { mayPass: true });
  assert.deepEqual(site.seen.problems, []);
});

test("a policy without 'wasm-unsafe-eval' is said by the first call", async (t) => {
  const site = await pageOn(t, sends(200, "application/wasm"), { csp: "script-src 'self'" });
  assertNotLoaded(await firstCall(site), /'wasm-unsafe-eval'/);
  assert.deepEqual(site.seen.problems, []);
});

test("a policy whose connect-src forbids the fetch is said by the first call", async (t) => {
  const site = await pageOn(t, sends(200, "application/wasm"), { csp: "connect-src 'none'" });
  assertNotLoaded(await firstCall(site), /connect-src/, { mayPass: true });
  assert.deepEqual(site.seen.problems, []);
});

test("a policy with 'wasm-unsafe-eval' suffices: no 'unsafe-eval', no inline script", async (t) => {
  const csp = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${new URL(world.arctos).origin}; img-src data:`;
  const site = await pageOn(t, sends(200, "application/wasm"), { csp });
  assert.equal(await firstCall(site), "MODERATOR");
});

test("the right bytes under a wrong type work", async (t) => {
  for (const type of ["application/octet-stream", "text/plain"]) {
    const site = await pageOn(t, sends(200, type));
    assert.equal(await firstCall(site), "MODERATOR", type);
  }
});

test("the call after a failed load tries again", async (t) => {
  const site = await pageOn(t, (response, nth) =>
    (nth === 1 ? sends(503, "text/plain", "") : sends(200, "application/wasm"))(response),
  );
  await site.page.goto(site.url);
  await site.page.waitForFunction("window.imported");
  // The import's own load has failed when its answer is there and the page has had its turn.
  await site.page.waitForFunction(
    "performance.getEntriesByName(location.origin + '/roomkey/roomkey.wasm').length === 1",
  );
  const results = [await site.page.evaluate("call()"), await site.page.evaluate("call()")];
  assert.equal(results.at(-1), "MODERATOR");
  assert.equal(site.seen.asked, 2);
});

test("the import starts the load, once for all calls, and instantiates from the stream", async (t) => {
  const site = await pageOn(t, sends(200, "application/wasm"));
  await site.page.addInitScript(() => {
    window.ways = [];
    for (const way of ["instantiate", "instantiateStreaming"]) {
      const original = WebAssembly[way];
      WebAssembly[way] = (...args) => {
        window.ways.push(way);
        return original(...args);
      };
    }
  });
  await site.page.goto(site.url);
  await site.page.waitForFunction("window.ways.length > 0");
  assert.deepEqual(await site.page.evaluate("Promise.all([call(), call(), call()])"), [
    "MODERATOR",
    "MODERATOR",
    "MODERATOR",
  ]);
  assert.deepEqual(await site.page.evaluate("ways"), ["instantiateStreaming"]);
  assert.equal(site.seen.asked, 1);
});

test("a slow module holds nothing up: the page is ready, other modules run, and the call succeeds once it is there", async (t) => {
  const site = await slowPageOn(t);
  await site.page.waitForFunction("window.imported && window.other && document.readyState !== 'loading'");
  await site.page.evaluate("void call().then((result) => { window.result = result; })");
  // A turn of the page later the call still waits.
  await site.page.evaluate("new Promise((resolve) => setTimeout(resolve))");
  assert.equal(await site.page.evaluate("window.result"), undefined);
  site.release();
  await site.page.waitForFunction("window.result");
  assert.equal(await site.page.evaluate("window.result"), "MODERATOR");
});

test("a long-lived secret in a page is refused by the constructor, before the module is there as after it", async (t) => {
  const site = await slowPageOn(t);
  await site.page.waitForFunction("window.imported");
  const refusals = () =>
    site.page.evaluate(async () => {
      const { ArctosClient, SConnectorClient } = await import("/roomkey/browser.js");
      const refusal = (Client, options) => {
        try {
          new Client(options).free();
        } catch (error) {
          return { ...error, message: error.message, name: error.name };
        }
      };
      const credentials = { accessKey: "an invented key", secretKey: "an invented secret" };
      const arctos = { baseUrl: "https://a.example", licenseKey: "an invented key" };
      return [
        refusal(ArctosClient, arctos),
        refusal(SConnectorClient, { credentials }),
        refusal(ArctosClient, { ...arctos, dangerouslyAllowBrowser: true }) ?? "made",
        refusal(SConnectorClient, { credentials, dangerouslyAllowBrowser: true }) ?? "made",
        refusal(ArctosClient, { ...arctos, licenseKey: undefined }) ?? "made",
      ];
    });
  const before = await refusals();
  assert.equal(before[0].kind, "invalidArgument");
  assert.match(before[0].message, /^arctos\.constructor: licenseKey in a web page .* dangerouslyAllowBrowser/);
  assert.match(before[1].message, /^sConnector\.constructor: secretKey in a web page/);
  assert.deepEqual(before.slice(2), ["made", "made", "made"]);
  site.release();
  await site.page.evaluate("call()");
  assert.deepEqual(await refusals(), before);
});

test("a module that never arrives ends the call in time, and an abort ends it at once", async (t) => {
  const site = await pageOn(t, () => new Promise(() => {}));
  await site.page.goto(site.url, { waitUntil: "domcontentloaded" });
  await site.page.waitForFunction("window.imported");
  const [late, aborted] = await site.page.evaluate(async () => {
    const { SConnectorClient } = await import("/roomkey/browser.js");
    const client = new SConnectorClient({ accessToken: "an invented token" });
    const controller = new AbortController();
    const told = (promise) =>
      promise.then(
        () => "it succeeded",
        (error) => (typeof error === "string" ? error : { ...error }),
      );
    const calls = [told(client.getLicense({ timeoutMs: 50 })), told(client.getLicense({ signal: controller.signal }))];
    controller.abort("enough");
    client.free();
    return Promise.all(calls);
  });
  assert.equal(late.kind, "timeout");
  assert.equal(late.outcome, "notSent");
  assert.equal(late.attempts, 0);
  assert.equal(aborted, "enough");
});
