// The program roomkey-emulator as npm installs it, started on free ports.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { quietly, run, tarball, temporaryFolder } from "../package/support.mjs";

const FREE = ["control", "arctos", "s-connector", "airfob"].map((name) => `--${name}-port=0`);

/** The packed package, installed by npm: its `project`, and the `program`. */
export async function installProgram() {
  const project = temporaryFolder();
  await writeFile(join(project, "package.json"), '{"private":true,"type":"module"}');
  const { file } = await tarball();
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", file], { cwd: project });
  return { project, program: join(project, "node_modules/.bin/roomkey-emulator") };
}

/**
 * Starts it. It ends with its standard input, and so with this process.
 *
 * @returns where it listens; `pid`; `end()` ends its standard input; `ended` says how it ended: `[code, signal]`
 */
export async function start(program, flags = []) {
  const child = spawn(program, [...FREE, "--exit-with-stdin", ...flags], {
    env: quietly(),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    ended.then((how) => Promise.reject(new Error(`it ended with ${how}`))),
  ]);
  return { ...JSON.parse(line), pid: child.pid, ended, end: () => child.stdin.end() };
}
