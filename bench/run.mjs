// `node run.mjs [row]`, by `cargo xtask bench`: runs every row, and writes what came of it; or prints those whose names hold this text.

import { readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { open } from "./chromium.mjs";
import { coldStart, loopback, memory, sizes } from "./node.mjs";
import { chart, markdown, tables } from "./report.mjs";
import { ROWS, race } from "./rows.mjs";

const only = process.argv[2]?.toLowerCase();
const chosen = (name) => !only || name.toLowerCase().includes(only);
const said = (what) => console.error(`[bench] ${what}, after ${Math.round(performance.now() / 1_000)} s`);
const read = async (path) => JSON.parse(await readFile(new URL(path, import.meta.url), "utf8"));

const { devDependencies } = await read("package.json");
const results = {
  on: {
    date: new Date().toISOString().slice(0, 10),
    processor: `${cpus().length} × ${cpus()[0].model}`,
    load: loadavg()[0].toFixed(1),
    Node: process.versions.node,
    roomkey: (await read("../pkg/package.json")).version,
    ...devDependencies,
  },
  rows: [],
};

const rows = ROWS.filter(({ name }) => chosen(name));
for (const row of rows) {
  said(`Node: ${row.name}`);
  results.rows.push({ name: row.name, base: row.base, runtime: "Node", clients: await race(row) });
}
const CALLS = "1,000 calls at once over loopback";
if (chosen(CALLS)) {
  said(`Node: ${CALLS}`);
  const { wall, cpu } = await loopback(process.env.ROOMKEY_EMULATOR);
  results.rows.push({ name: CALLS, base: "fetch", runtime: "Node", clients: wall });
  results.rows.push({ name: `${CALLS}, CPU`, base: "fetch", runtime: "Node", clients: cpu });
}
for (const [name, measure] of Object.entries({ "cold start": coldStart, memory, size: sizes })) {
  if (!chosen(name)) continue;
  said(`Node: ${name}`);
  results[name] = await measure();
}
if (rows.length > 0) {
  const page = await open();
  results.on.Chromium = page.version;
  for (const row of rows) {
    said(`Chromium: ${row.name}`);
    results.rows.push({ name: row.name, base: row.base, runtime: "Chromium", clients: await page.measure(row) });
  }
  await page.close();
}

if (only) {
  console.log(tables(results));
} else {
  const write = (name, text) => writeFile(new URL(name, import.meta.url), text);
  await write("RESULTS.md", markdown(results));
  await write("results.json", `${JSON.stringify(results, null, 2)}\n`);
  await write("chart.svg", await chart(results));
  said("bench/RESULTS.md, results.json and chart.svg are written");
}
