// What the tests of the published package share: the tarball, a web server, Chromium, and a world of the emulator.

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "@playwright/test";
import { browserOptions } from "../chromium.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where the project's own tools are. */
export const bin = (name) => join(root, "node_modules/.bin", name);

/** The newest TypeScript; older ones are installed beside it, and `.bin/tsc` is any of them. */
export const tsc = join(root, "node_modules/typescript/bin/tsc");

/** Nothing that a test starts tells anyone of it. */
const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  NEXT_TELEMETRY_DISABLED: "1",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
  NO_COLOR: "1",
};

/** The environment of a started tool. node:test's own variables are left out: a `node` inside would report to it. */
export function quietly(more = {}) {
  const { NODE_TEST_CONTEXT, NODE_OPTIONS, FORCE_COLOR, ...env } = process.env;
  return { ...env, ...QUIET, ...more };
}

/** Runs a tool to its end. A failure shows all that it printed. */
export async function run(program, args, { cwd = root, env } = {}) {
  try {
    return await promisify(execFile)(program, args, { cwd, env: quietly(env), maxBuffer: 1 << 26 });
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")} failed (${error.code})\n${error.stdout ?? ""}${error.stderr ?? ""}`);
  }
}

/** A folder that goes when the process does. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "roomkey-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let packing;

/** The tarball as npm makes it: `{ file, files: [{ path, size }] }`. Made once. */
export function tarball() {
  packing ??= (async () => {
    const folder = temporaryFolder();
    const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
    const { stdout } = await run("npm", args, { cwd: join(root, "pkg") });
    const said = JSON.parse(stdout);
    const { filename, files } = Array.isArray(said) ? said[0] : Object.values(said)[0];
    return { file: join(folder, filename), files };
  })();
  return packing;
}

/** Puts the packed package into a project's node_modules, as an installation does. */
export async function install(project) {
  const folder = join(project, "node_modules/roomkey");
  rmSync(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await run("tar", ["--extract", "--file", (await tarball()).file, "--strip-components=1", "--directory", folder]);
  return folder;
}

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * Serves folders on loopback, as any static host does.
 *
 * @param mounts path prefix to folder, the longest prefix first; or to a function that takes request and response
 * @returns `{ url, close }`
 */
export async function serve(mounts) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    const [prefix, target] = Object.entries(mounts).find(([prefix]) => path.startsWith(prefix)) ?? [];
    if (typeof target === "function") return target(request, response);
    const file =
      target && join(target, normalize(`/${path.slice(prefix.length)}${path.endsWith("/") ? "index.html" : ""}`));
    try {
      const body = await readFile(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("Not found");
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

export function launchBrowser() {
  return chromium.launch(browserOptions());
}

/** A world of the emulator for one test. */
export async function makeWorld() {
  const control = process.env.ROOMKEY_EMULATOR;
  if (!control) throw new Error("ROOMKEY_EMULATOR must be the emulator's control address: use `cargo xtask test`");
  return (await fetch(`${control}/worlds`, { method: "POST" })).json();
}

/** What a consumer is told of a world: where the services are, and the keys. */
export function settings(world) {
  return {
    arctos: world.arctos.baseUrl,
    licenseKey: world.arctos.licenseKey,
    rooms: world.sConnector.baseUrl,
    accessKey: world.sConnector.accessKey,
    secretKey: world.sConnector.secretKey,
  };
}

export const read = (path) => readFileSync(join(root, path), "utf8");
