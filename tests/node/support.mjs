// What the tests of every runtime need on the machine that they run on: the emulator's address and the installed package.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { install, temporaryFolder } from "../package/support.mjs";

/** The conformance suite. */
export const SUITE = fileURLToPath(new URL("../conformance/", import.meta.url));

/** URL of the emulator's control API. */
export function emulator() {
  const url = process.env.ROOMKEY_EMULATOR;
  if (!url) throw new Error("ROOMKEY_EMULATOR is not set: it is the control URL of a running emulator");
  return url;
}

/** The packed package, installed in a new project outside of this one: `folder` is its own in the `project`. */
export async function installed() {
  const project = temporaryFolder();
  return { project, folder: await install(project) };
}

/** The package as a new project's script imports it, by its name. */
export async function load() {
  const { project, folder } = await installed();
  const script = join(project, "main.mjs");
  await writeFile(script, 'export * from "roomkey";\n');
  return { project, folder, roomkey: await import(pathToFileURL(script)) };
}
