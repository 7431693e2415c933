// What the tests of every runtime need on the machine that they run on: the emulator's address and the package's files.

import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The built package. */
export const PACKAGE = fileURLToPath(new URL("../../pkg/", import.meta.url));
/** The conformance suite. */
export const SUITE = fileURLToPath(new URL("../conformance/", import.meta.url));

/** URL of the emulator's control API. */
export function emulator() {
  const url = process.env.ROOMKEY_EMULATOR;
  if (!url) throw new Error("ROOMKEY_EMULATOR is not set: it is the control URL of a running emulator");
  return url;
}

/** The package loaded a second time, from a copy of its files. */
export async function secondCopy() {
  const folder = await mkdtemp(join(tmpdir(), "roomkey-copy-"));
  await cp(PACKAGE, folder, { recursive: true });
  const roomkey = await import(pathToFileURL(join(folder, "node.js")).href);
  return { roomkey, remove: () => rm(folder, { recursive: true }) };
}
