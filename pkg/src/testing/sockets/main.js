#!/usr/bin/env node
// @ts-check
// The program roomkey-emulator: reads the flags, listens, says where, and runs until it is told to end. It does what emulator/src/main.rs does.

import process from "node:process";
import { HELP, parse } from "./flags.js";
import { start } from "./server.js";

/** @param {unknown} error */
const words = (error) => (error instanceof Error ? error.message : String(error));

/** @param {string[]} args @returns {Promise<number | undefined>} the exit code, or undefined: it runs */
async function main(args) {
  let flags;
  try {
    flags = parse(args);
  } catch (error) {
    console.error(`roomkey-emulator: ${words(error)} (--help lists the flags)`);
    return 2;
  }
  if (!flags) {
    process.stdout.write(HELP);
    return 0;
  }
  // Asked for before anyone is told that we run, so that no signal is missed.
  const end = () => process.exit(0);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, end);
  try {
    process.stdout.write(`${JSON.stringify(await start(flags))}\n`);
  } catch (error) {
    console.error(`roomkey-emulator: ${words(error)}`);
    return 1;
  }
  // Whatever ends it: a pipe whose other end is gone may say so by an error.
  if (flags.exitWithStdin) process.stdin.once("end", end).once("error", end).once("close", end).resume();
  return undefined;
}

const code = await main(process.argv.slice(2));
// What listens already would keep the process.
if (code !== undefined) process.exit(code);
