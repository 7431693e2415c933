// Runs the conformance suite in the runtime that this file is started with, on the package installed beside it; prints a line for each case.

import { AsyncLocalStorage } from "node:async_hooks";
import { context, nothingUnhandled, runAll } from "./conformance/suite.js";

const control = process.argv[2];
const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));

const roomkey = await import("roomkey");
const given = context(roomkey, control, { unhandled, AsyncLocalStorage });
const results = await runAll(given, { concurrency: 4 });
const last = await nothingUnhandled(given).then(
  () => ({ name: "no rejection went unhandled", ok: true }),
  (error) => ({ name: "no rejection went unhandled", ok: false, error: String(error) }),
);
for (const result of [...results, last]) console.log(`result ${JSON.stringify(result)}`);
process.exit(0);
