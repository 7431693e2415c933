// How a consumer is built, moved, started and looked at.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readFile, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { chromium } from "@playwright/test";
import { Miniflare } from "miniflare";
import { browserOptions } from "../chromium.mjs";
import {
  install,
  launchBrowser,
  makeWorld,
  quietly,
  run,
  serve,
  settings,
  temporaryFolder,
} from "../package/support.mjs";

export const here = fileURLToPath(new URL(".", import.meta.url));

/** What every consumer says when the sign-in and the licence went well. */
const ANSWER = "MODERATOR, 10 rooms";

let making;
let browser;

function world() {
  making ??= makeWorld();
  return making;
}

/** What a page is told: where the services are, and the keys. */
const given = async () => settings(await world());

/** The same for a program: its environment. */
export async function environment() {
  const { arctos, licenseKey, rooms, accessKey, secretKey } = await given();
  return {
    ARCTOS_URL: arctos,
    LICENSE_KEY: licenseKey,
    ROOMS_URL: rooms,
    ACCESS_KEY: accessKey,
    SECRET_KEY: secretKey,
  };
}

/** A page's address, the settings with it. */
export async function address(url) {
  return `${url}?${new URLSearchParams(await given())}`;
}

/** Ends what the tests share. */
export async function finish() {
  await browser?.close();
}

/** A tool of the consumer. */
export const tool = (folder, name) => join(folder, "node_modules/.bin", name);

/** What tools leave behind. */
const BUILT = [
  "dist",
  "dist-library",
  ".next",
  ".nitro",
  ".output",
  ".parcel-cache",
  ".svelte-kit",
  ".wrangler",
  "build",
];
const CACHES = [".cache", ".vite", ".vite-temp", ".vitest", ".nitro"];

/**
 * A consumer as after `npm install`: nothing built, no cache, the packed package installed.
 *
 * @param shared what it has in common with another consumer: `[folder, ...files]`, copied from there
 * @returns its folder
 */
export async function prepare(name, [from, ...files] = []) {
  const folder = join(here, name);
  for (const old of BUILT) await rm(join(folder, old), { recursive: true, force: true });
  for (const old of CACHES) await rm(join(folder, "node_modules", old), { recursive: true, force: true });
  for (const file of files) await cp(join(here, from, file), join(folder, file), { recursive: true });
  await install(folder);
  return folder;
}

/** Runs a tool in the consumer's folder, and gives what it printed. */
export async function runTool(folder, program, args, env) {
  const { stdout, stderr } = await run(program, args, { cwd: folder, env });
  return stripVTControlCharacters(stdout + stderr);
}

/** Runs one of the consumer's own scripts, and gives what it printed. */
export function script(folder, name = "build", env = undefined) {
  return runTool(folder, "npm", ["run", name], env);
}

/**
 * Copies files and folders of the consumer's to a new place.
 *
 * @param paths each with its path in the new place, or a list of those that keep theirs
 * @returns the new place
 */
export async function copy(folder, paths) {
  const elsewhere = temporaryFolder();
  const pairs = Array.isArray(paths) ? paths.map((path) => [path, path]) : Object.entries(paths);
  for (const [from, to] of pairs) {
    await cp(join(folder, from), join(elsewhere, to), { recursive: true, verbatimSymlinks: true });
  }
  return elsewhere;
}

/**
 * Moves what was built to a new place, as into a container, and takes away the package that it was built with: what still asks for a
 * file of the build machine's fails. The paths are those of `copy`.
 */
export async function move(folder, paths) {
  const elsewhere = await copy(folder, paths);
  for (const old of [...BUILT, "node_modules/roomkey"]) await rm(join(folder, old), { recursive: true, force: true });
  return elsewhere;
}

/** Runs a program that prints the answer and ends. */
export async function assertProgram(folder, program, ...args) {
  const { stdout, stderr } = await run(program, args, { cwd: folder, env: await environment() });
  assert.equal(stdout.trim(), ANSWER, args.join(" "));
  assert.equal(stderr, "", args.join(" "));
}

/** What the servers print, by their address. */
const logs = new Map();

/** Asks an address for the answer, twice: what the first request leaves behind must not stop the second. */
export async function assertAnswers(url) {
  for (const nth of [1, 2]) {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    const printed = logs.get(new URL(url).origin)?.() ?? "";
    assert.equal(`${response.status} ${await response.text()}`, `200 ${ANSWER}`, `request ${nth}\n${printed}`);
  }
}

/** How often the world was asked for something so far. */
async function asked(operation) {
  const { control } = await world();
  const requests = await (await fetch(`${control}/requests`)).json();
  return requests.filter((each) => each.operation === operation).length;
}

/** Asks an address twice, and holds it to asking for a token and for the rooms in session each time. */
export async function assertAsksEachTime(url) {
  const count = () => Promise.all(["authenticate", "listSessions"].map(asked));
  const before = await count();
  for (const _time of [1, 2]) {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    assert.equal(response.status, 200, `${url}\n${await response.text()}`);
  }
  assert.deepEqual(
    (await count()).map((times, at) => times - before[at]),
    [2, 2],
    url,
  );
}

/**
 * Opens a page, and holds it to its answer, a clean console, and how often it asks for the module's file.
 *
 * @param url with the settings
 * @param context a browser, or one's context; Chromium when left out
 */
export async function assertPage(url, { modules = 0, context } = {}) {
  context ??= browser ??= await launchBrowser();
  const page = await context.newPage();
  const problems = [];
  const loads = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("requestfailed", (request) => problems.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on("request", (request) => {
    if (/\.wasm($|\?)/.test(request.url())) loads.push(request.url());
  });
  try {
    await page.goto(url);
    assert.equal(await said(page, problems), ANSWER, problems.join("\n"));
    assert.deepEqual(problems, []);
    assert.equal(loads.length, modules, loads.join("\n"));
    return await page.evaluate("document.characterSet");
  } finally {
    await page.close();
  }
}

/** What a page says that is expected to fail, whatever the console says. */
export async function pageSays(url) {
  browser ??= await launchBrowser();
  const page = await browser.newPage();
  try {
    await page.goto(url);
    return await said(page, []);
  } finally {
    await page.close();
  }
}

async function said(page, problems) {
  const output = page.locator("output:not(:empty)");
  await output.waitFor({ state: "attached", timeout: 15_000 }).catch((error) => {
    assert.fail([error.message, "What the page logged:", ...problems].join("\n").slice(0, 4000));
  });
  return output.textContent();
}

/** Serves a folder until the test ends, without a word about the charset: the pages say it. */
export async function hostSilently(t, folder) {
  const site = await serve({
    "/": async ({ url }, response) => {
      const path = new URL(url, "http://host").pathname;
      const type = path.endsWith(".html") ? "text/html" : "text/javascript";
      response.writeHead(200, { "content-type": type }).end(await readFile(join(folder, path)));
    },
  });
  t.after(site.close);
  return site.url;
}

/** Serves a folder until the test ends. */
export async function host(t, folder, mounts = {}) {
  const site = await serve({ ...mounts, "/": folder });
  t.after(site.close);
  return site.url;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

/**
 * Starts a server that runs until the test ends.
 *
 * @param args given the port
 * @returns its address, once it accepts connections
 */
export async function start(t, program, args, { cwd, env = {} }) {
  const port = await freePort();
  const more = { ...(await environment()), HOST: "127.0.0.1", HOSTNAME: "127.0.0.1", PORT: `${port}`, ...env };
  const server = spawn(program, args(port), { cwd, env: quietly(more), stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  let ended = false;
  server.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  server.stderr.on("data", (chunk) => {
    printed += chunk;
  });
  server.on("error", (error) => {
    printed += error;
  });
  // Its pipes close when the processes that it started have ended too.
  const closed = new Promise((resolve) => server.on("close", resolve)).then(() => {
    ended = true;
  });
  t.after(() => {
    server.kill();
    return closed;
  });
  const deadline = Date.now() + 60_000;
  while (!(await accepts(port))) {
    assert.ok(!ended, `${program} ended:\n${printed}`);
    assert.ok(Date.now() < deadline, `${program} does not listen:\n${printed}`);
    await sleep(50);
  }
  logs.set(`http://127.0.0.1:${port}`, () => printed);
  return `http://127.0.0.1:${port}`;
}

/** Runs a Worker as `wrangler dev` does, in workerd, until the test ends. */
export async function startWorker(t, folder) {
  const variables = Object.entries(await environment()).map(([name, value]) => `${name}:${value}`);
  const args = (port) => [
    ...["dev", "--local", "--ip", "127.0.0.1", "--port", `${port}`, "--inspector-port", "0"],
    ...["--show-interactive-dev-session=false", "--var", ...variables],
  ];
  return start(t, tool(folder, "wrangler"), args, { cwd: folder });
}

/** Chromium with an extension. Gives its context, and the address of the extension's files. */
export async function launchExtension(t, extension) {
  const options = browserOptions();
  const context = await chromium.launchPersistentContext(temporaryFolder(), {
    ...options,
    args: [...options.args, `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
    ignoreDefaultArgs: ["--disable-extensions"],
  });
  t.after(() => context.close());
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  return { context, url: new URL(".", worker.url()).href };
}

/**
 * Runs a built Worker of several files in workerd, until the test ends.
 *
 * @param bindings its environment
 * @returns its address
 */
export async function startModules(t, folder, bindings) {
  const worker = new Miniflare({
    bindings,
    cf: false,
    compatibilityDate: "2026-04-01",
    compatibilityFlags: ["nodejs_compat"],
    host: "127.0.0.1",
    modules: true,
    modulesRoot: folder,
    modulesRules: [
      { type: "ESModule", include: ["**/*.js", "**/*.mjs"] },
      { type: "CompiledWasm", include: ["**/*.wasm"] },
    ],
    rootPath: folder,
    scriptPath: join(folder, "index.mjs"),
  });
  t.after(() => worker.dispose());
  return (await worker.ready).href;
}
