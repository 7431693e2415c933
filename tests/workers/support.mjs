// A Worker in workerd, made of the installed package and the conformance suite beside it, under a compatibility date.

import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Miniflare, supportedCompatibilityDate } from "miniflare";
import { installed, SUITE } from "../node/support.mjs";
import { install } from "../package/support.mjs";

/** An early date that the package supports, and the newest that the installed workerd takes. */
export const DATES = ["2024-09-23", supportedCompatibilityDate];

/** A script that exports what `roomkey` is to a Worker that finds it in this folder of the project. */
async function entry(project, folder) {
  const { exports } = JSON.parse(await readFile(join(project, folder, "package.json"), "utf8"));
  return `export * from ${JSON.stringify(`../${folder}/${exports["."].workerd.default}`)};`;
}

/**
 * Starts a Worker: `main` is a file of this folder, `settings` what it imports from `./settings.js`. The package is at
 * `./roomkey.js`, and a second copy of it at `./copy.js`. What they import, and no more, goes into the Worker.
 */
export async function start(main, compatibilityDate, settings) {
  const { project } = await installed();
  await install(join(project, "copy"));
  await cp(SUITE, join(project, "conformance"), { recursive: true });
  await cp(fileURLToPath(new URL(main, import.meta.url)), join(project, "workers", main));
  const scripts = {
    "settings.js": `export const settings = ${JSON.stringify(settings)};`,
    "roomkey.js": await entry(project, "node_modules/roomkey"),
    "copy.js": await entry(project, "copy/node_modules/roomkey"),
  };
  for (const [name, script] of Object.entries(scripts)) await writeFile(join(project, "workers", name), script);

  const worker = new Miniflare({
    cf: false,
    compatibilityDate,
    // AsyncLocalStorage, and nothing else of Node.
    compatibilityFlags: ["nodejs_als"],
    modules: true,
    modulesRoot: project,
    modulesRules: [
      { type: "ESModule", include: ["**/*.js"] },
      { type: "CompiledWasm", include: ["**/*.wasm"] },
    ],
    scriptPath: join(project, "workers", main),
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
