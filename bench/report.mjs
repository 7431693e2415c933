// What the results look like: tables, and a chart.

import { parse, View } from "vega";
import { compile } from "vega-lite";
import { CLIENTS } from "./clients/index.mjs";

const NAMES = Object.keys(CLIENTS);

const round = (number) => Number(number.toPrecision(number < 1 ? 2 : 3)).toLocaleString("en");
const table = (head, body) =>
  [head, head.map((_, at) => (at === 0 ? "---" : "---:")), ...body]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

/** A table of plain numbers, a line for each client. */
function plain(told, columns) {
  const body = Object.entries(told).map(([name, parts]) => [name, ...Object.values(columns).map((of) => of(parts))]);
  return table(["", ...Object.keys(columns)], body);
}

function ratios(rows) {
  const ratio = (told) =>
    told ? `${round(told.ratio.median)} (${round(told.ratio.low)}–${round(told.ratio.high)})` : "";
  const body = rows.map(({ name, base, clients }) => [
    name,
    `${base}: ${round(clients[base].ms.median)} ms`,
    ...NAMES.map((client) => ratio(clients[client])),
  ]);
  return table(["", "1 is", ...NAMES], body);
}

const MB = (bytes) => round(bytes / 1e6);

/** The page of the results. */
export const markdown = (results) => `# Results

\`cargo xtask bench\` wrote this page; [README.md](README.md) says how to read it.

![Each client's time as a multiple of the base's](chart.svg)

${tables(results)}`;

/** What was measured, as Markdown. */
export function tables(results) {
  const { on, rows, "cold start": cold, memory, size } = results;
  const parts = [
    `${Object.entries(on)
      .map(([what, which]) => `${what} ${which}`)
      .join(", ")}.`,
  ];
  for (const runtime of new Set(rows.map((row) => row.runtime))) {
    parts.push(
      `## ${runtime}`,
      "Time as a multiple of the base's: the median, and in brackets the quartiles. Less is faster.",
      ratios(rows.filter((row) => row.runtime === runtime)),
    );
  }
  if (cold) {
    const step = (name) => (parts) => round(parts[name]);
    const columns = ["import", "first client", "first request", "in all"];
    parts.push("## Cold start", "ms in a fresh Node process.");
    parts.push(plain(cold, Object.fromEntries(columns.map((name) => [name, step(name)]))));
  }
  if (memory) {
    const columns = {
      "at its largest": ({ peak }) => MB(peak),
      "with the answer kept": ({ kept }) => MB(kept),
      "the module's memory": ({ module }) => (module ? MB(module) : ""),
    };
    parts.push("## Memory", "MB by which a fresh Node process grows at an answer of 40 MB to getUsage.");
    parts.push(plain(memory, columns));
  }
  if (size) {
    const columns = { minified: ({ minified }) => round(minified / 1e3), gzip: ({ gzip }) => round(gzip / 1e3) };
    parts.push("## Size", "KB in a page's script, with the same fifteen operations.", plain(size, columns));
  }
  return `${parts.join("\n\n")}\n`;
}

/** Every ratio and its quartiles, as SVG. */
export async function chart({ rows }) {
  const values = rows.flatMap(({ name, runtime, clients }) =>
    NAMES.filter((client) => clients[client]).map((client) => ({
      row: name,
      runtime,
      client,
      ...clients[client].ratio,
    })),
  );
  const x = { type: "quantitative", scale: { type: "log" }, title: "time as a multiple of the base's" };
  const shared = {
    y: { field: "row", type: "nominal", sort: null, title: null, axis: { labelLimit: 400, grid: true } },
    yOffset: { field: "client", sort: NAMES },
    color: { field: "client", type: "nominal", sort: NAMES, title: null },
  };
  const { spec } = compile({
    background: "white",
    // Labels for screen readers on every mark: the tables are there to be read.
    config: { aria: false },
    data: { values },
    facet: { column: { field: "runtime", type: "nominal", sort: null, title: null } },
    spec: {
      width: 420,
      height: { step: 9 },
      layer: [
        { mark: { type: "rule" }, encoding: { ...shared, x: { ...x, field: "low" }, x2: { field: "high" } } },
        { mark: { type: "point", filled: true, size: 40 }, encoding: { ...shared, x: { ...x, field: "median" } } },
        { mark: { type: "rule", strokeDash: [4, 4] }, encoding: { x: { datum: 1 } } },
      ],
    },
  });
  return `${await new View(parse(spec), { renderer: "none" }).toSVG()}\n`;
}
