// How the module comes: with the script, when the first client is made, or by init of roomkey/slim; and words for what goes wrong.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
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

/** The user's page: `make` makes a client, `call` signs in by it; each gives an error as data. */
const MAIN = `
  import { ArctosClient, isRoomkeyError } from "/roomkey/roomkey.js";
  const { arctos: baseUrl, licenseKey } = Object.fromEntries(new URLSearchParams(location.search));
  const told = (error) => ({ ...error, message: error.message, isRoomkeyError: isRoomkeyError(error) });
  window.make = (options) => {
    try {
      return new ArctosClient({ baseUrl, licenseKey, dangerouslyAllowBrowser: true, ...options });
    } catch (error) {
      return told(error);
    }
  };
  window.attempt = () => (({ kind, message, service, operation, attempts, outcome, retryable, isRoomkeyError }) =>
    ({ kind, message, service, operation, attempts, outcome, retryable, isRoomkeyError }))(make());
  window.call = () => make().signIn({ userId: "u-1", role: "MODERATOR" }).then(({ identity }) => identity.role, told);
  window.imported = true;
`;

/** The page, opened, with what it logged. `prepare` runs in it before its scripts. */
async function openPage(t, { csp, prepare = () => {} } = {}) {
  const problems = [];
  const server = await serve({
    "/roomkey/": installed,
    "/main.js": (_request, response) => response.writeHead(200, { "content-type": "text/javascript" }).end(MAIN),
    "/": (_request, response) => {
      response.writeHead(200, { "content-type": "text/html", ...(csp && { "content-security-policy": csp }) });
      response.end('<!doctype html><link rel="icon" href="data:,"><script type="module" src="/main.js"></script>');
    },
  });
  t.after(server.close);
  const page = await browser.newPage();
  t.after(() => page.close());
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.addInitScript(prepare);
  await page.goto(`${server.url}/?${new URLSearchParams(world)}`);
  await page.waitForFunction("window.imported");
  return { page, problems };
}

/** Holds an error to what every module that does not come is: told by the constructor, in a sentence, without its bytes. */
function assertNotCompiled({ message, ...error }, words, service = "arctos") {
  assert.deepEqual(error, {
    kind: "internal",
    service,
    operation: "constructor",
    attempts: 0,
    outcome: "notSent",
    retryable: false,
    isRoomkeyError: true,
  });
  assert.match(message, words);
  assert.ok(message.length < 500, `${message.length} characters`);
}

test("a policy without 'wasm-unsafe-eval' is said by the constructor, each time", async (t) => {
  const { page, problems } = await openPage(t, { csp: "script-src 'self'" });
  for (const _time of [1, 2]) {
    const error = await page.evaluate("attempt()");
    assertNotCompiled(error, /^arctos\.constructor: the WebAssembly module .* allow 'wasm-unsafe-eval'/);
  }
  assert.deepEqual(problems, []);
});

test("a policy with 'wasm-unsafe-eval' suffices: no 'unsafe-eval', no inline script", async (t) => {
  const csp = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${new URL(world.arctos).origin}; img-src data:`;
  const { page, problems } = await openPage(t, { csp });
  assert.equal(await page.evaluate("call()"), "MODERATOR");
  assert.deepEqual(problems, []);
});

test("a browser without WebAssembly, such as in iOS Lockdown Mode, is said by the constructor", async (t) => {
  const { page } = await openPage(t, { prepare: () => delete globalThis.WebAssembly });
  assertNotCompiled(await page.evaluate("attempt()"), /no WebAssembly here.*Lockdown Mode/);
});

test("a browser that compiles small modules alone is said by the constructor, and the next construction tries again", async (t) => {
  const { page } = await openPage(t, {
    // As Chrome before 114 does in a page.
    prepare: () => {
      WebAssembly.Module = new Proxy(WebAssembly.Module, {
        construct(Module, [bytes]) {
          if (bytes.byteLength > 4_096 && !window.modern) {
            throw new RangeError(
              "WebAssembly.Compile is disallowed on the main thread, if the buffer size is larger than 4KB.",
            );
          }
          return new Module(bytes);
        },
      });
    },
  });
  assertNotCompiled(await page.evaluate("attempt()"), /worker/);
  await page.evaluate("window.modern = true");
  assert.equal(await page.evaluate("call()"), "MODERATOR");
});

test("an import compiles nothing, the first client compiles the module at once, and the others use it", async (t) => {
  const { page } = await openPage(t, {
    prepare: () => {
      window.sizes = [];
      WebAssembly.Module = new Proxy(WebAssembly.Module, {
        construct(Module, [bytes]) {
          window.sizes.push(bytes.byteLength);
          return new Module(bytes);
        },
      });
    },
  });
  assert.deepEqual(await page.evaluate("sizes"), []);
  assert.equal(await page.evaluate("call()"), "MODERATOR");
  assert.equal(await page.evaluate("call()"), "MODERATOR");
  const { length } = await readFile(join(installed, "roomkey.wasm"));
  const sizes = await page.evaluate("sizes");
  // One that reads the text, and the module.
  assert.deepEqual([sizes.length, sizes[1]], [2, length]);
});

test("the bytes in the script are those of the file", async () => {
  const { Module } = WebAssembly;
  const seen = [];
  WebAssembly.Module = new Proxy(Module, {
    construct(_, [bytes]) {
      seen.push(Buffer.from(bytes));
      return new Module(bytes);
    },
  });
  try {
    const { SConnectorClient } = await import(pathToFileURL(join(installed, "roomkey.js")));
    new SConnectorClient().free();
  } finally {
    WebAssembly.Module = Module;
  }
  assert.ok(seen.at(-1).equals(await readFile(join(installed, "roomkey.wasm"))));
});

test("a long-lived secret in a page, and an unfit option, are refused by the constructor", async (t) => {
  const { page } = await openPage(t);
  const refused = (options) => page.evaluate((options) => window.make(options).message ?? "made", options);
  assert.match(
    await refused({ dangerouslyAllowBrowser: false }),
    /^arctos\.constructor: licenseKey in a web page .* dangerouslyAllowBrowser/,
  );
  assert.match(await refused({ timeoutMs: -1 }), /timeoutMs/);
  assert.equal(await refused({}), "made");
});

/** roomkey/slim, not brought its module yet, and a server that has it. */
async function slim(t) {
  const folder = await install(temporaryFolder());
  const html = (_request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<title>App</title>");
  const server = await serve({
    "/good/": folder,
    "/page": html,
    "/broken": (_request, response) => response.destroy(),
    "/bytes": (_request, response) => response.writeHead(200, { "content-type": "application/wasm" }).end("no module"),
  });
  t.after(server.close);
  return { ...(await import(pathToFileURL(join(folder, "slim.js")))), url: server.url, folder };
}

test("a client of roomkey/slim before init has resolved is refused by its constructor, and made after it", async (t) => {
  const { SConnectorClient, isRoomkeyError, init, url } = await slim(t);
  const coming = init(`${url}/good/roomkey.wasm`);
  assert.throws(
    () => new SConnectorClient(),
    (error) => {
      const { kind, service, operation, attempts, outcome, retryable, message } = error;
      const told = { kind, service, operation, attempts, outcome, retryable, message };
      assertNotCompiled({ ...told, isRoomkeyError: isRoomkeyError(error) }, /await init\(input\)/, "sConnector");
      return true;
    },
  );
  await coming;
  new SConnectorClient().free();
});

test("init says what came in place of the module, nothing about policies, and may be called again", async (t) => {
  const { SConnectorClient, init, url, folder } = await slim(t);
  for (const [input, words] of [
    [`${url}/missing`, /HTTP 404/],
    [fetch(`${url}/missing`), /HTTP 404/],
    [new URL(`${url}/page`), /answered a web page/],
    [`${url}/broken`, /could not be fetched/],
    [7, /give init a compiled module/],
  ]) {
    const error = await init(input).then(assert.fail, (error) => error);
    assert.match(error.message, /^roomkey\/slim: the WebAssembly module did not load: /);
    assert.match(error.message, words);
    assert.doesNotMatch(error.message, /script-src/);
  }
  await assert.rejects(init(`${url}/bytes`), /could not be compiled/);
  await init(await readFile(join(folder, "roomkey.wasm")));
  new SConnectorClient().free();
});

test("init takes a compiled module, bytes, a Response, a URL and promises of them", async (t) => {
  const url = (await slim(t)).url;
  const bytes = await readFile(join(installed, "roomkey.wasm"));
  for (const input of [
    new WebAssembly.Module(bytes),
    bytes,
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    new Response(bytes),
    fetch(`${url}/good/roomkey.wasm`),
    `${url}/good/roomkey.wasm`,
    new URL(`${url}/good/roomkey.wasm`),
    WebAssembly.compile(bytes),
  ]) {
    const { SConnectorClient, init } = await slim(t);
    await init(input);
    new SConnectorClient().free();
  }
});
