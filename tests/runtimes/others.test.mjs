// The conformance suite on the packed package in Node 22 and 24, Deno and Bun; part of `cargo xtask test --all-runtimes`.

import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { emulator, installed, SUITE } from "../node/support.mjs";

const run = promisify(execFile);
const here = fileURLToPath(new URL("./others/", import.meta.url));

/** How each is started; the last argument is the script. */
const RUNTIMES = {
  "Node 22": ["node_modules/node22/bin/node"],
  "Node 24": ["node_modules/node24/bin/node"],
  Deno: ["node_modules/.bin/deno", "run", "--allow-all", "--no-prompt", "--cached-only", "--node-modules-dir=manual"],
  Bun: ["node_modules/.bin/bun", "run"],
};

/** What a runtime cannot do, and why; README.md's table of runtimes says so too. */
const CANNOT = {
  Deno: {
    cases:
      /^retry: (.* is on the wire once when its answer is lost|getAuthTokenUseCode is never sent twice|signIn counts the sends|an outcome that was unknown once)/,
    reason: "Deno's fetch sends any request again by itself when a kept connection breaks",
  },
  Bun: {
    cases:
      /^retry: ((deleteCards|reissueCard) is on the wire once when its answer is lost|an outcome that was unknown once)/,
    reason: "Bun's fetch sends a GET or a PUT again by itself when a kept connection breaks",
  },
};

/** A project with the package installed, and the suite beside it. */
async function stage() {
  const { project } = await installed();
  cpSync(SUITE, join(project, "conformance"), { recursive: true });
  cpSync(join(here, "run.mjs"), join(project, "run.mjs"));
  return project;
}

if (process.env.ROOMKEY_ALL_RUNTIMES) {
  const folder = await stage();

  describe("conformance in the other runtimes", { concurrency: 1 }, () => {
    for (const [runtime, [program, ...args]] of Object.entries(RUNTIMES)) {
      test(runtime, async (t) => {
        const { stdout, stderr } = await run(join(here, program), [...args, join(folder, "run.mjs"), emulator()], {
          cwd: folder,
          maxBuffer: 1 << 26,
          env: { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
        }).catch((error) => error);
        const lines = `${stdout}`.split("\n").filter((line) => line.startsWith("result "));
        if (lines.length === 0) throw new Error(`it printed no result:\n${stdout}\n${stderr}`);
        const cannot = CANNOT[runtime];
        for (const line of lines) {
          const { name, ok, error } = JSON.parse(line.slice("result ".length));
          await t.test(name, { skip: cannot?.cases.test(name) && cannot.reason }, () => {
            if (!ok) throw new Error(error);
          });
        }
      });
    }
  });
}
