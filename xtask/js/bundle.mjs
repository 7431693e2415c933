// Makes the scripts of the npm package: bundle.mjs CLIENTS TESTING OUT, the first two being folders of wasm-bindgen's output, each
// with `module.json`, the first with `made.json` too. It leaves `script.json` there: what the main entry's script is made of when a
// page has minified it.

import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [bound, testing, out] = process.argv.slice(2);
const src = fileURLToPath(new URL("../../pkg/src/", import.meta.url));

const COMMON = { bundle: true, write: false, target: "es2022", legalComments: "none", logLevel: "warning" };

const read = (folder, file) => JSON.parse(readFileSync(join(folder, file), "utf8"));
const { decoder, makers } = read(bound, "made.json");

/** wasm-bindgen names a script once for each `extern` block that uses it, which bundlers warn of. */
function withoutDoubles(glue) {
  const seen = new Set();
  return glue.replace(/^ +"(\w+)": import\d+,\n/gm, (line, script) => {
    const isDouble = seen.has(script);
    seen.add(script);
    return isDouble ? "" : line;
  });
}

/** The entries hand over compiled modules alone, and in Next.js' edge sandbox one of another realm. */
function ofAnyRealm(glue) {
  const parts = glue.split("if (!(module instanceof WebAssembly.Module)) {");
  if (parts.length !== 2) throw new Error("initSync of wasm-bindgen's glue does not look as it did");
  return parts.join("if (false) {");
}

/** The module goes on by a promise's reaction: fake timers of Jest's and sinon's hold up what `queueMicrotask` is given. */
function byPromise(glue) {
  const parts = glue.split("queueMicrotask(arg0);");
  if (parts.length !== 2) throw new Error("wasm-bindgen's glue does not go on as it did");
  return parts.join("Promise.resolve().then(arg0);");
}

/** What makes rows, as it is printed from the tables, in its place. */
function withMakers(script) {
  const parts = script.split("const MAKERS = [];");
  if (parts.length !== 2) throw new Error("face/src/rows.js has no place for the makers");
  return parts.join(`const MAKERS = ${makers};`);
}

/**
 * wasm-bindgen's glue as a function that makes it: it does much when it is loaded, and an import of the package shall do nothing.
 * The error class is handed in, since users import it without the module.
 */
async function glue(folder, contents) {
  const { outputFiles } = await build({
    ...COMMON,
    stdin: { contents, resolveDir: folder },
    format: "cjs",
    inject: [join(src, "text.js")],
    plugins: [
      {
        name: "glue",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /\/errors\.js$/ }, () => ({ path: "errors", external: true }));
          onLoad({ filter: /\/src\/rows\.js$/ }, ({ path }) => ({ contents: withMakers(readFileSync(path, "utf8")) }));
          onLoad({ filter: /\/roomkey\.js$/ }, ({ path }) => ({
            contents: byPromise(ofAnyRealm(withoutDoubles(readFileSync(path, "utf8")))),
          }));
          onLoad({ filter: /\/testing\.js$/ }, ({ path }) => ({ contents: ofAnyRealm(readFileSync(path, "utf8")) }));
        },
      },
    ],
  });
  return `export function makeGlue(require) {
    const module = { exports: {} };
    ${outputFiles[0].text}
    return module.exports;
  }`;
}

/** Constants, so that a bundler drops the text where nothing makes a client. */
function module(folder) {
  const { length, order, text } = read(folder, "module.json");
  return `export const decoder = "${decoder}", length = ${length}, order = "${order}", text = "${text}";`;
}

const MADE = {
  "#glue": await glue(bound, 'export { Handle, initSync, leaseRenewals } from "./roomkey.js";'),
  "#module": module(bound),
  "#testing-glue": await glue(testing, 'export { Worlds, initSync, nearestMember } from "./testing.js";'),
  "#testing-module": module(testing),
};

const made = {
  name: "made",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#/ }, ({ path }) => ({ path, namespace: "made", sideEffects: false }));
    onLoad({ filter: /.*/, namespace: "made" }, ({ path }) => ({ contents: MADE[path] }));
  },
};

/** The file lies beside the scripts, not beside their source. */
const beside = {
  name: "beside",
  setup({ onResolve }) {
    onResolve({ filter: /\/testing\.wasm$/ }, () => ({ path: "./testing.wasm", external: true }));
  },
};

/** What `npx -p roomkey roomkey-emulator` runs: it reads the module beside it, and does not hold it. */
const PROGRAM = "roomkey-emulator.js";

for (const [entry, format, file] of [
  ["roomkey", "esm", "roomkey.js"],
  ["roomkey", "cjs", "roomkey.cjs"],
  ["slim", "esm", "slim.js"],
  ["slim", "cjs", "slim.cjs"],
  ["workerd", "esm", "workerd.js"],
  ["edge-light", "esm", "edge-light.js"],
  ["testing/testing", "esm", "testing.js"],
  ["testing/testing", "cjs", "testing.cjs"],
  ["testing/workerd", "esm", "testing-workerd.js"],
  ["testing/sockets/main", "esm", PROGRAM],
]) {
  await build({
    ...COMMON,
    write: true,
    entryPoints: [join(src, `${entry}.js`)],
    outfile: join(out, file),
    format,
    // For Node, esbuild says beside the script what it exports.
    platform: format === "cjs" || file === PROGRAM ? "node" : "browser",
    external: ["./roomkey.wasm", "./roomkey.wasm?module"],
    // In jsdom there is no TextEncoder.
    inject: entry.startsWith("testing/") ? [join(src, "text.js")] : [],
    plugins: [made, beside],
  });
}

// So that it runs from where it was built, too: npm sees to it where it installs.
chmodSync(join(out, PROGRAM), 0o755);

const { metafile } = await build({
  ...COMMON,
  entryPoints: [join(src, "roomkey.js")],
  format: "esm",
  minify: true,
  metafile: true,
  plugins: [made],
});
writeFileSync(join(bound, "script.json"), JSON.stringify(metafile));
