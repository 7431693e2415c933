// What runs in Node: the rows of every runtime, and those that only Node can tell.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { CLIENTS, FILES } from "./clients/index.mjs";
import { OPTIONS, usage } from "./data.mjs";
import { against, median } from "./rows.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Runs a script of this folder in a fresh Node, and gives what it printed as JSON. */
async function fresh(script, ...args) {
  const flags = ["--expose-gc", `${here}${script}`, ...args];
  return JSON.parse((await promisify(execFile)(process.execPath, flags)).stdout);
}

/** Many calls at once against the emulator: ms of the wall clock, and ms of all processors that this process used. */
export async function loopback(control, { smoke = false } = {}) {
  const calls = smoke ? 20 : 1_000;
  const world = await (await fetch(`${control}/worlds`, { method: "POST" })).json();
  const { baseUrl, accessKey, secretKey } = world.sConnector;
  const urls = { ...OPTIONS.urls, rooms: baseUrl };
  const { accessToken: token } = await CLIENTS.fetch({ ...OPTIONS, urls }).authenticate({ accessKey, secretKey });
  const clients = Object.entries(CLIENTS).map(([name, make]) => [name, make({ ...OPTIONS, urls, token })]);
  const [{ roomName }] = await clients[0][1].listSessions();
  const wall = Object.fromEntries(clients.map(([name]) => [name, []]));
  const cpu = structuredClone(wall);
  for (let round = -1; round < (smoke ? 1 : 9); round++) {
    for (const [name, client] of round % 2 ? clients.toReversed() : clients) {
      const [began, used] = [performance.now(), process.cpuUsage()];
      await Promise.all(Array.from({ length: calls }, () => client.getSession(roomName)));
      const { user, system } = process.cpuUsage(used);
      if (round < 0) continue;
      wall[name].push(performance.now() - began);
      cpu[name].push((user + system) / 1_000);
    }
  }
  await fetch(world.control, { method: "DELETE" });
  return { wall: against("fetch", wall), cpu: against("fetch", cpu) };
}

/** What a fresh process needs until its first request is sent, in ms: the median of nine. */
export async function coldStart({ smoke = false } = {}) {
  const steps = {};
  for (let round = 0; round < (smoke ? 1 : 9); round++) {
    for (const [name, file] of Object.entries(FILES)) {
      for (const [step, ms] of Object.entries(await fresh("cold.mjs", file))) {
        steps[name] ??= {};
        steps[name][step] ??= [];
        steps[name][step].push(ms);
      }
    }
  }
  return mapped(steps, (each) => mapped(each, (all) => median(all)));
}

/** By how many bytes a fresh process grows at an answer of 40 MB: the median of three. */
export async function memory({ smoke = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "roomkey-bench-"));
  const told = {};
  try {
    const answer = join(folder, "usage.json");
    await writeFile(answer, usage(smoke ? 1_000 : 421_000));
    for (const [name, file] of Object.entries(FILES)) {
      const runs = [];
      for (let run = 0; run < (smoke ? 1 : 3); run++) runs.push(await fresh("memory.mjs", file, answer));
      told[name] = mapped(runs[0], (_, part) => median(runs.map((each) => each[part])));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return told;
}

/** The bytes of each client, with the same fifteen operations, in a page's script: minified, and by gzip. */
export async function sizes() {
  const told = {};
  for (const [name, file] of Object.entries(FILES)) {
    const contents =
      name === "roomkey"
        ? 'export { AirfobClient, ArctosClient, SConnectorClient } from "roomkey"'
        : `export { default } from "./clients/${file}"`;
    const code = await bundle({ stdin: { contents, resolveDir: here } });
    told[name] = { minified: code.length, gzip: gzipSync(code, { level: 9 }).length };
  }
  return told;
}

/** A script for pages, by esbuild. */
export async function bundle(from) {
  const made = await build({ ...from, bundle: true, minify: true, format: "esm", write: false, absWorkingDir: here });
  return made.outputFiles[0].contents;
}

const mapped = (object, by) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, by(value, name)]));
