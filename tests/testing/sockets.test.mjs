// The emulator of the npm package over sockets, held to the conformance suite as the native one is.

import { AsyncLocalStorage } from "node:async_hooks";
import { after, describe, test } from "node:test";
import { context, fitting, nothingUnhandled, run } from "../conformance/suite.js";
import { load } from "../node/support.mjs";
import { installProgram, start } from "./program.mjs";

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));

const { program } = await installProgram();
const emulator = await start(program);
after(() => emulator.end());

const { roomkey } = await load();
const { roomkey: copy } = await load();
const given = context(roomkey, emulator.control, { unhandled, copy, AsyncLocalStorage });
const cases = fitting(given);

describe("conformance against the emulator of the npm package", { concurrency: 1 }, () => {
  describe("side by side", { concurrency: 6 }, () => {
    for (const each of cases.filter((each) => !each.alone)) test(each.name, () => run(each, given));
  });

  describe("one after another", { concurrency: 1 }, () => {
    for (const each of cases.filter((each) => each.alone)) test(each.name, () => run(each, given));
    test("no rejection went unhandled", () => nothingUnhandled(given));
  });
});
