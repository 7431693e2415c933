// Every consumer: a project as the users of a tool write it. The one table of it: cargo xtask installs what it names, the tests run
// it, and README.md and pkg/README.md say what it says.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cp, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bin, root, tsc } from "../package/support.mjs";
import {
  address,
  assertAnswers,
  assertAsksEachTime,
  assertPage,
  assertProgram,
  copy,
  environment,
  here,
  host,
  hostSilently,
  launchExtension,
  move,
  pageSays,
  prepare,
  runTool,
  script,
  start,
  startModules,
  startWorker,
  tool,
} from "./support.mjs";

/** A page of one script: built, served, opened. */
async function page(t, name) {
  const folder = await prepare(name);
  await script(folder);
  await assertPage(await address(`${await host(t, join(folder, "dist"))}/`));
}

/** A program for Node in two formats, moved before it runs. */
async function programs(_t, name) {
  const folder = await prepare(name);
  await script(folder);
  const elsewhere = await move(folder, { dist: "." });
  for (const program of ["main.cjs", "main.mjs"]) await assertProgram(elsewhere, "node", program);
}

/** What Vite's versions have in common lies with the newest. */
const VITE = ["index.html", "worker.html", "src", "library", "vite.config.js", "vite.library.config.js"];

async function vite(t, name) {
  const folder = await prepare(name, name === "vite-8" ? [] : ["vite-8", ...VITE]);
  const args = (port) => ["--host", "127.0.0.1", "--port", `${port}`, "--strictPort"];
  const development = await start(t, tool(folder, "vite"), args, { cwd: folder });
  for (const path of ["/", "/worker.html"]) await assertPage(await address(development + path));

  await script(folder);
  const built = await host(t, join(folder, "dist"));
  for (const path of ["/", "/worker.html"]) await assertPage(await address(built + path));

  await script(folder, "build:library");
  const library = await host(t, join(folder, "dist-library"));
  for (const path of ["/module.html", "/script.html"]) await assertPage(await address(library + path));
  const refused = await pageSays(await address(`${library}/forbidden.html`));
  assert.match(refused, /^RoomkeyError internal: .*'wasm-unsafe-eval'/);
  assert.ok(refused.length < 500, `${refused.length} characters`);
}

/** As Next.js' documentation says for a container: the standalone folder, the static files put into it. */
async function next(t, name, { build = "build", shared = [] } = {}) {
  const folder = await prepare(name, shared);
  await script(folder, build, await environment());
  const elsewhere = await move(folder, { ".next/standalone": ".", ".next/static": ".next/static" });
  const url = await start(t, "node", () => ["server.js"], { cwd: elsewhere });
  for (const route of ["node", "edge"]) await assertAnswers(await address(`${url}/api/${route}`));
  await assertPage(await address(`${url}/`));
  for (const path of ["/api/live", "/live"]) await assertAsksEachTime(`${url}${path}`);
}

/** The consumer's tests, so many of which pass; `shared`: those that lie with another consumer. */
async function tests(name, passed, run = (folder, env) => script(folder, "test", env), shared = undefined) {
  assert.match(await run(await prepare(name, shared), await environment()), passed);
}

/** Node's own runner on the consumer's tests, so many of which pass. */
async function nodeTests(folder, passed) {
  assert.match(await runTool(folder, "node", ["--test"]), new RegExp(`^\\S+ pass ${passed}$`, "m"));
}

/** The tool's types take what roomkey/testing gives. */
async function compiles(folder, file) {
  const options = ["--noEmit", "--checkJs", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022"];
  const types = ["--lib", "es2022,dom,dom.iterable,esnext.disposable", "--types", "node"];
  await runTool(folder, "node", [tsc, ...options, ...types, "--typeRoots", join(root, "node_modules/@types"), file]);
}

/** What a bundler makes of a script of the consumer's, where the tool brings none. */
const bundled = (folder, ...options) =>
  runTool(folder, bin("esbuild"), ["--bundle", "--format=esm", "--outdir=dist", "--log-level=error", ...options]);

/**
 * `tool` and `shows` are the README's words; `often`: in every `cargo xtask test`; `folder` is below this one, and installed where it
 * has a package.json. `run` builds and runs it, or throws.
 */
export const consumers = [
  {
    tool: "Vite 8",
    shows: "dev server; build; web worker; library as ES module and as IIFE under a CSP",
    folder: "vite-8",
    often: true,
    run: vite,
  },
  {
    tool: "Vite 7",
    shows: "the same",
    folder: "vite-7",
    run: vite,
  },
  {
    tool: "Vite 6",
    shows: "the same",
    folder: "vite-6",
    run: vite,
  },
  {
    tool: "Vite 5",
    shows: "the same",
    folder: "vite-5",
    run: vite,
  },
  {
    tool: "Next.js 16 (Turbopack)",
    shows: "`standalone`, moved: pages, routes on Node and on the edge runtime; nothing out of its cache",
    folder: "next-16",
    often: true,
    run: next,
  },
  {
    tool: "Next.js 16 (webpack)",
    shows: "the same",
    folder: "next-16",
    run: (t, name) => next(t, name, { build: "build:webpack" }),
  },
  {
    tool: "Next.js 15 (webpack)",
    shows: "the same",
    folder: "next-15",
    run: (t, name) => next(t, name, { shared: ["next-16", "app", "pages"] }),
  },
  {
    tool: "Next.js 14 (webpack)",
    shows: "the same",
    folder: "next-14",
    run: (t, name) => next(t, name, { shared: ["next-16", "app", "pages"] }),
  },
  {
    tool: "webpack 5",
    shows: "a page",
    folder: "webpack",
    often: true,
    run: page,
  },
  {
    tool: "webpack 5 for Node",
    shows: "CommonJS and ES module, moved",
    folder: "webpack-node",
    run: programs,
  },
  {
    tool: "esbuild for Node",
    shows: "CommonJS and ES module, moved",
    folder: "esbuild-node",
    often: true,
    run: programs,
  },
  {
    tool: "esbuild",
    shows: "a page",
    folder: "esbuild",
    run: page,
  },
  {
    tool: "esbuild, `roomkey/slim`",
    shows: "a page; the module is a file of its own",
    folder: "esbuild-slim",
    async run(t, name) {
      const folder = await prepare(name);
      await script(folder);
      await assertPage(await address(`${await host(t, join(folder, "dist"))}/`), { modules: 1 });
    },
  },
  {
    tool: "esbuild, a classic script",
    shows: "in a page in EUC-KR; in a page opened as `file://`",
    folder: "classic-script",
    async run(t, name) {
      const folder = await prepare(name);
      await script(folder);
      const url = await hostSilently(t, join(folder, "dist"));
      assert.equal(await assertPage(await address(`${url}/euc-kr.html`)), "EUC-KR");
      await assertPage(await address(pathToFileURL(join(folder, "dist/index.html"))));
    },
  },
  {
    tool: "esbuild, a Chromium extension (Manifest V3)",
    shows: "the service worker; its manifest allows `'wasm-unsafe-eval'`",
    folder: "extension",
    async run(t, name) {
      const folder = await prepare(name);
      await script(folder);
      const { context, url } = await launchExtension(t, join(folder, "dist"));
      await assertPage(await address(`${url}page.html`), { context });
    },
  },
  {
    tool: "Rollup 4",
    shows: "a page",
    folder: "rollup",
    run: page,
  },
  {
    tool: "Parcel 2",
    shows: "a page",
    folder: "parcel",
    run: page,
  },
  {
    tool: "Angular 21 (application builder)",
    shows: "a page",
    folder: "angular",
    run: page,
  },
  {
    tool: "an import map",
    shows: "a page, no tool",
    folder: "import-map",
    async run(t, name) {
      const folder = await prepare(name);
      const url = await host(t, folder, { "/vendor/roomkey/": join(folder, "node_modules/roomkey") });
      await assertPage(await address(`${url}/`));
    },
  },
  {
    tool: "Bun's bundler",
    shows: "`bun build` for the browser; for Node, and `--compile`, moved",
    folder: "bun",
    async run(t, name) {
      const folder = await prepare(name);
      await script(folder);
      await assertPage(await address(`${await host(t, join(folder, "dist"))}/`));
      const elsewhere = await move(folder, { "dist/main.js": "main.mjs", "dist/program": "program" });
      await assertProgram(elsewhere, "node", "main.mjs");
      await assertProgram(elsewhere, join(elsewhere, "program"));
    },
  },
  {
    tool: "ncc",
    shows: "a program for Node, moved",
    folder: "ncc",
    async run(_t, name) {
      const folder = await prepare(name);
      await script(folder);
      await assertProgram(await move(folder, { dist: "." }), "node", "index.js");
    },
  },
  {
    tool: '`require("roomkey")`',
    shows: "Node, no tool",
    folder: "require",
    async run(_t, name) {
      await assertProgram(await prepare(name), "node", "main.cjs");
    },
  },
  {
    tool: "SvelteKit 2, adapter-node",
    shows: "a page and a route, moved; roomkey is bundled, as a devDependency is",
    folder: "sveltekit-node",
    async run(t, name) {
      const folder = await prepare(name);
      await script(folder);
      const elsewhere = await move(folder, { build: "build", "package.json": "package.json" });
      const url = await start(t, "node", () => ["build"], { cwd: elsewhere });
      await assertAnswers(`${url}/api`);
      await assertPage(await address(`${url}/`));
    },
  },
  {
    tool: "SvelteKit 2, adapter-cloudflare",
    shows: "a page and a route, in workerd",
    folder: "sveltekit-cloudflare",
    async run(t, name) {
      const folder = await prepare(name, ["sveltekit-node", "src", "vite.config.js"]);
      await script(folder);
      const url = await startWorker(t, folder);
      await assertAnswers(`${url}/api`);
      await assertPage(await address(`${url}/`));
    },
  },
  {
    tool: "Nitro 2",
    shows: "preset `node_server`, moved; preset `cloudflare_module` with `experimental.wasm`, in workerd",
    folder: "nitro",
    async run(t, name) {
      const settings = Object.entries(await environment()).map(([key, value]) => [`NITRO_${key}`, value]);
      const env = Object.fromEntries(settings);
      const folder = await prepare(name);
      await script(folder);
      const elsewhere = await move(folder, { ".output": "." });
      const url = await start(t, "node", () => ["server/index.mjs"], { cwd: elsewhere, env });
      await assertAnswers(`${url}/`);
      await prepare(name);
      await script(folder, "build:cloudflare");
      await assertAnswers(await startModules(t, await move(folder, { ".output/server": "." }), env));
    },
  },
  {
    tool: "wrangler 4",
    shows: "`deploy --dry-run`; `dev`, in workerd",
    folder: "wrangler",
    async run(t, name) {
      const folder = await prepare(name);
      await script(folder);
      const files = await readdir(join(folder, "dist"));
      assert.ok(files.includes("index.js") && files.some((file) => file.endsWith("-roomkey.wasm")), files.join(" "));
      await assertAnswers(await startWorker(t, folder));
    },
  },
  {
    tool: "Jest 30",
    shows: "as it comes (CommonJS); `roomkey/testing`, under fake timers too",
    folder: "jest",
    often: true,
    run: (_t, name) => tests(name, /Tests: +5 passed, 5 total/),
  },
  {
    tool: "Jest 30, jsdom",
    shows: "with Node's fetch lent to it; `roomkey/testing`",
    folder: "jest-jsdom",
    run: (_t, name) => tests(name, /Tests: +11 passed, 11 total/),
  },
  {
    tool: "Vitest 4",
    shows: "as it comes, on Node 20; `roomkey/testing`, under fake timers too",
    folder: "vitest",
    often: true,
    run: (_t, name) => tests(name, /Tests +5 passed \(5\)/),
  },
  {
    tool: "Vitest 4, jsdom and happy-dom",
    shows: "on Node 20 and 24; without either on Node 24; `roomkey/testing`",
    folder: "vitest-dom",
    async run(_t, name) {
      const passed = /Tests +22 passed \(22\)/;
      await tests(name, passed);
      const node24 = join(here, name, "node_modules/node24/bin/node");
      const onNode24 = (folder, env) => runTool(folder, node24, ["node_modules/vitest/vitest.mjs", "run"], env);
      await tests(name, passed, onNode24);
      await tests("vitest", /Tests +5 passed \(5\)/, onNode24);
    },
  },
  {
    tool: "`@cloudflare/vitest-pool-workers` 0.15",
    shows: "in the test and in its Worker; `roomkey/testing` in the test, and as the Worker's `outboundService`",
    folder: "vitest-pool-workers",
    async run(_t, name) {
      const passed = /Tests +2 passed \(2\)/;
      await tests(name, passed);
      await tests(name, passed, (folder, env) => script(folder, "test:emulated", env));
    },
  },
  {
    tool: "Vitest 4, browser mode",
    shows: "`roomkey/testing` in Chromium",
    folder: "vitest-browser",
    run: (_t, name) => tests(name, /Tests +9 passed \(9\)/, undefined, ["vitest-dom", "faults.test.js"]),
  },
  {
    tool: "Node's own test runner",
    shows: "`roomkey/testing`, also as the global fetch; under fake timers of its own and of sinon",
    folder: "testing-node",
    often: true,
    run: async (_t, name) => nodeTests(await prepare(name), 12),
  },
  {
    tool: "MSW 2",
    shows: "`roomkey/testing` as its handlers; its types",
    folder: "testing-msw",
    often: true,
    async run(_t, name) {
      const folder = await prepare(name);
      await nodeTests(folder, 18);
      await compiles(folder, "rooms.test.js");
    },
  },
  {
    tool: "Playwright 1",
    shows: "`roomkey/testing` behind a page; its types",
    folder: "testing-playwright",
    often: true,
    async run(t, name) {
      const folder = await prepare(name);
      await bundled(folder, "src/main.js");
      await cp(join(folder, "public"), join(folder, "dist"), { recursive: true });
      const env = { PAGE_URL: await host(t, join(folder, "dist")) };
      assert.match(await runTool(folder, bin("playwright"), ["test"], env), /^ +3 passed/m);
      await compiles(folder, "rooms.spec.js");
    },
  },
  {
    tool: "Miniflare 4",
    shows: "`roomkey/testing` as a Worker's `outboundService`; its types",
    folder: "testing-miniflare",
    often: true,
    async run(_t, name) {
      const folder = await prepare(name);
      await bundled(folder, "src/worker.js", "--conditions=workerd", "--loader:.wasm=copy");
      await nodeTests(folder, 14);
      await compiles(folder, "rooms.test.js");
    },
  },
  {
    tool: "ESLint 9",
    shows: "`import/no-unresolved`, `import/named` and `n/no-missing-import` find it",
    folder: "eslint",
    // Elsewhere: the rules look for a package in the folders above too, where this project's own is.
    async run(_t, name) {
      const folder = await prepare(name);
      const elsewhere = await copy(folder, ["src", "eslint.config.js", "package.json"]);
      await symlink(join(folder, "node_modules"), join(elsewhere, "node_modules"));
      await script(elsewhere, "lint");
    },
  },
];

/** The folders that have something to install: those of the most used, or of all. */
export function foldersOf(all) {
  const chosen = consumers.filter(({ often }) => all || often);
  const folders = new Set(chosen.map(({ folder }) => folder));
  return [...folders].filter((folder) => existsSync(join(here, folder, "package.json")));
}
