// The conformance suite in the Node at hand, every case a test of its own.

import { AsyncLocalStorage } from "node:async_hooks";
import { describe, test } from "node:test";
import { context, fitting, nothingUnhandled, run } from "../conformance/suite.js";
import { emulator, load } from "./support.mjs";

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));

const { roomkey } = await load();
const { roomkey: copy } = await load();
const given = context(roomkey, emulator(), { unhandled, copy, AsyncLocalStorage });
const cases = fitting(given);

describe(`conformance in Node ${process.version}`, { concurrency: 1 }, () => {
  describe("side by side", { concurrency: 6 }, () => {
    for (const each of cases.filter((each) => !each.alone)) test(each.name, () => run(each, given));
  });

  describe("one after another", { concurrency: 1 }, () => {
    for (const each of cases.filter((each) => each.alone)) test(each.name, () => run(each, given));
    test("no rejection went unhandled", () => nothingUnhandled(given));
  });
});
