// Projects as users write them, built with the packed package and then run in Chromium, Node or workerd against the emulator.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { install, launchBrowser, makeWorld, quietly, run, serve, settings } from "../package/support.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const tool = (name) => join(here, "node_modules/.bin", name);

/** What every consumer says when the sign-in and the licence went well. */
const ANSWER = "MODERATOR, 10 rooms";

let browser;
let installed;
let world;

before(async () => {
  installed = await install(here);
  browser = await launchBrowser();
  world = settings(await makeWorld());
});
after(() => browser?.close());

/** Builds a consumer from nothing, by its own script. */
async function build(name) {
  const folder = join(here, name);
  for (const old of ["dist", ".next"]) await rm(join(folder, old), { recursive: true, force: true });
  await run("npm", ["run", "build"], { cwd: folder });
  return folder;
}

/** Opens the page, and holds it to its answer, a clean console, and one load of the module at the most. */
async function assertPageWorks(url, { modules = 1 } = {}) {
  const page = await browser.newPage();
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
    await page.goto(`${url}/?${new URLSearchParams(world)}`);
    await page
      .waitForFunction("document.querySelector('output')?.textContent", undefined, { timeout: 15_000 })
      .catch(() => {
        assert.fail(`the page gave no answer; what it logged: ${problems.join("\n")}`);
      });
    assert.equal(await page.textContent("output"), ANSWER);
    assert.deepEqual(problems, []);
    assert.equal(loads.length, modules, loads.join("\n"));
  } finally {
    await page.close();
  }
}

/** Starts a server that runs until the test ends, and gives the address that it prints once it listens. */
function start(t, program, args, options) {
  const server = spawn(program, args, { ...options, env: quietly(), stdio: ["ignore", "pipe", "pipe"] });
  // Its pipes close when the processes that it started have ended too.
  const closed = new Promise((resolve) => server.on("close", resolve));
  t.after(() => {
    server.kill();
    return closed;
  });
  let said = "";
  return new Promise((resolve, reject) => {
    const hear = (chunk) => {
      said += chunk;
      const address = /(?:Local:|Ready on)\s+(http:\/\/[\w.]+:\d+)/.exec(said)?.[1];
      if (address) resolve(address);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.on("error", reject);
    server.on("exit", (code) => reject(new Error(`${program} ended (${code}):\n${said}`)));
  });
}

/** Long enough for a slow machine's Next.js. */
const timeout = 180_000;

test("a plain page with an import map", { timeout }, async (t) => {
  const site = await serve({ "/vendor/roomkey/": installed, "/": join(here, "import-map") });
  t.after(site.close);
  await assertPageWorks(site.url);
});

for (const [name, what, modules] of [
  ["vite", "Vite, which brings the module along", 1],
  ["webpack", "webpack, which brings the module along", 1],
  ["esbuild", "esbuild with roomkey/inline: the module is in the script", 0],
  ["esbuild-slim", "esbuild with roomkey/slim, its file loader bringing the module", 1],
  ["rollup", "Rollup, the module emitted beside the script", 1],
]) {
  test(what, { timeout }, async (t) => {
    const site = await serve({ "/": join(await build(name), "dist") });
    t.after(site.close);
    await assertPageWorks(site.url, { modules });
  });
}

test("Vite's development server", { timeout }, async (t) => {
  const folder = join(here, "vite");
  await rm(join(folder, "node_modules"), { recursive: true, force: true });
  await assertPageWorks(await start(t, tool("vite"), ["--host", "127.0.0.1", "--port", "0"], { cwd: folder }));
});

test("Next.js: the browser's side, a route on the edge runtime, a route on Node", { timeout }, async (t) => {
  const folder = await build("next");
  const url = await start(t, tool("next"), ["start", "--hostname", "127.0.0.1", "--port", "0"], { cwd: folder });
  for (const route of ["edge", "node"]) {
    const response = await fetch(`${url}/api/${route}?${new URLSearchParams(world)}`);
    assert.equal(`${response.status} ${await response.text()}`, `200 ${ANSWER}`, route);
  }
  await assertPageWorks(url);
});

test("wrangler: `deploy --dry-run` bundles the Worker with its module, and `dev` runs it in workerd", {
  timeout,
}, async (t) => {
  const folder = await build("wrangler");
  const { stdout } = await run("ls", [join(folder, "dist")]);
  assert.match(stdout, /^index\.js$/m);
  assert.match(stdout, /-roomkey\.wasm$/m);

  const variables = [
    `ARCTOS:${world.arctos}`,
    `LICENSE_KEY:${world.licenseKey}`,
    `ROOMS:${world.rooms}`,
    `ACCESS_KEY:${world.accessKey}`,
    `SECRET_KEY:${world.secretKey}`,
  ];
  const where = ["--local", "--ip", "127.0.0.1", "--port", "0", "--inspector-port", "0"];
  const args = ["dev", ...where, "--show-interactive-dev-session=false", "--var", ...variables];
  const url = await start(t, tool("wrangler"), args, { cwd: folder });
  // Two requests: what the first one leaves behind must not stop the second.
  for (const nth of [1, 2]) {
    const response = await fetch(url);
    assert.equal(`${response.status} ${await response.text()}`, `200 ${ANSWER}`, `request ${nth}`);
  }
});
