// What the tests of the recipes share: the recipes built as a user builds them, and a world of the emulator to run them in.

import { copyFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { makeWorld, root, temporaryFolder } from "../package/support.mjs";

export const here = fileURLToPath(new URL(".", import.meta.url));

/** Bundles `contents`, which imports recipes as `./page`, and gives the file. */
export async function bundle(contents, file, options) {
  await build({
    stdin: { contents, loader: "tsx", resolveDir: here },
    bundle: true,
    format: "esm",
    jsx: "automatic",
    outfile: file,
    logLevel: "error",
    ...options,
  });
  return file;
}

/** A folder with a page whose script is `contents`, the module beside it as a user deploys it. */
export async function buildPage(contents) {
  const folder = temporaryFolder();
  const define = {
    "process.env.NODE_ENV": '"development"',
    __VUE_OPTIONS_API__: "false",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  };
  await bundle(contents, join(folder, "main.js"), { conditions: ["browser"], define });
  await copyFile(join(root, "pkg/roomkey.wasm"), join(folder, "roomkey.wasm"));
  await writeFile(
    join(folder, "index.html"),
    '<!doctype html><link rel="icon" href="data:,"><main></main><script type="module" src="/main.js"></script>',
  );
  return folder;
}

/** Loads recipes into Node, where they find the package as in any project: `const { advice, roomkey } = await load("errors")`. */
export async function load(...names) {
  const project = temporaryFolder();
  await symlink(join(root, "node_modules"), join(project, "node_modules"), "junction");
  const contents = [...names.map((name) => `export * from "./${name}";`), 'export * as roomkey from "roomkey";'];
  const options = { platform: "node", packages: "external" };
  return import(pathToFileURL(await bundle(contents.join("\n"), join(project, "recipes.mjs"), options)));
}

async function ask(url, method = "GET", body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** A fresh world: its settings, and the means to make it fail and to see what it received. */
export async function world() {
  const made = await makeWorld();
  return {
    ...made,
    fault: (operation, fault, more) => ask(`${made.control}/faults`, "POST", { operation, fault, ...more }),
    heal: () => ask(`${made.control}/faults`, "DELETE"),
    advance: (advanceMs) => ask(`${made.control}/clock`, "POST", { advanceMs }),
    /** How often an operation was received. */
    count: async (operation) =>
      (await ask(`${made.control}/requests`)).filter((each) => each.operation === operation).length,
  };
}
