// An answer that the runtime's memory does not hold, in a Node whose WebAssembly memory is as small as a Worker's, or smaller.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { installed } from "./support.mjs";

const { project } = await installed();
const script = join(project, "memory-scenes.mjs");
await copyFile(fileURLToPath(new URL("memory-scenes.mjs", import.meta.url)), script);

/** What a scene comes to with so many MiB. */
async function scene(name, mib) {
  const args = [`--wasm-max-mem-pages=${mib * 16}`, script, name];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project, timeout: 150_000 });
  return JSON.parse(stdout);
}

const timeout = 180_000;

test("as many rows as an answer can hold are read in 4 MiB, and added up", { timeout }, async () => {
  const { length, byRoom, ...read } = await scene("rows", 4);
  assert.ok(length > 57e6);
  const last = { roomName: "room", sessionTimeSecond: 12, createdAt: "2024-01-01T00:00:00.000Z" };
  assert.deepEqual(read, { rows: 700_000, last });
  assert.deepEqual(byRoom, [{ roomName: "room", totalSecond: 8_400_000, sessionCount: 700_000 }]);
});

test("a text that the memory does not hold rejects in words, and other calls go on", { timeout }, async () => {
  const { errors, ...rest } = await scene("text", 64);
  const failed = (operation) => ({
    kind: "internal",
    outcome: "unknown",
    attempts: 1,
    retryable: false,
    message: `sConnector.${operation}: the answer does not fit into the memory that the runtime gives: ask for less at a time, or allow it more.`,
  });
  assert.deepEqual(errors, [failed("getUsage"), failed("summarizeUsage")]);
  assert.deepEqual(rest, { meanwhile: true, afterwards: true, later: 100_000 });
});

test("however often and in whatever way an answer is too large, no memory is lost", { timeout }, async () => {
  assert.deepEqual(await scene("often", 16), { kinds: ["decode", "internal", "rejected"], lost: [] });
});

test("a call that breaks off ends in words, and no other", { timeout }, async () => {
  const { error, ...rest } = await scene("trap", 16);
  const { message, ...fields } = error;
  assert.deepEqual(fields, { kind: "internal", outcome: "unknown", attempts: 0 });
  assert.match(
    message,
    /^airfob\.createUserWithCard: the module broke off, most likely for want of memory: ask for less at a time/,
  );
  assert.deepEqual(rest, { meanwhile: true, cause: "RuntimeError", afterwards: true });
});
