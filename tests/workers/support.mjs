// A Worker in workerd with the built package and the conformance suite beside it, under a compatibility date.

import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Miniflare, supportedCompatibilityDate } from "miniflare";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** An early date that the package supports, and the newest that the installed workerd takes. */
export const DATES = ["2024-09-23", supportedCompatibilityDate];

async function files(folder) {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries.filter((each) => each.isFile()).map((each) => join(each.parentPath ?? each.path, each.name));
}

/** What the entry for Workers is made of, under `folder`. */
async function packaged(folder) {
  const own = (await files("pkg")).filter((file) =>
    /^((workerd|client)\.js|roomkey\.(js|wasm)|snippets\/.*\.js)$/.test(
      relative(join(ROOT, "pkg"), file).split(sep).join("/"),
    ),
  );
  return Promise.all(
    own.map(async (file) => ({
      type: file.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
      path: join(ROOT, folder, relative(join(ROOT, "pkg"), file)),
      contents: await readFile(file),
    })),
  );
}

/**
 * Starts a Worker: `main` is a file of this folder, `settings` what it imports from `./settings.js`. The package is at
 * `pkg/`, and a second copy of it at `copy/`.
 */
export async function start(main, compatibilityDate, settings) {
  const here = join(ROOT, "tests/workers");
  const suite = (await files("tests/conformance")).filter((file) => file.endsWith(".js"));
  const worker = new Miniflare({
    cf: false,
    compatibilityDate,
    modulesRoot: ROOT,
    modules: [
      { type: "ESModule", path: join(here, main), contents: await readFile(join(here, main)) },
      {
        type: "ESModule",
        path: join(here, "settings.js"),
        contents: `export const settings = ${JSON.stringify(settings)};`,
      },
      ...(await packaged("pkg")),
      ...(await packaged("copy")),
      ...(await Promise.all(suite.map(async (path) => ({ type: "ESModule", path, contents: await readFile(path) })))),
    ],
  });
  try {
    await worker.ready;
  } catch (error) {
    // What is left of it would keep the process alive.
    await worker.dispose().catch(() => {});
    throw error;
  }
  return worker;
}
