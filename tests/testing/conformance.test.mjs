// The conformance suite on roomkey/testing, in one process and without a socket: all of it but what a page of another origin may send.

import { AsyncLocalStorage } from "node:async_hooks";
import { describe, test } from "node:test";
import { context, fitting, nothingUnhandled, run } from "../conformance/suite.js";
import { load } from "./support.mjs";
import { answerGlobally, making } from "./world.js";

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));

const { roomkey, createEmulator } = await load();
const { roomkey: copy } = await load();
answerGlobally();
const given = {
  ...context(roomkey, "in memory", { unhandled, copy, AsyncLocalStorage }),
  world: making(roomkey, createEmulator),
};
const cases = fitting(given);

describe(`conformance on roomkey/testing in Node ${process.version}`, { concurrency: 1 }, () => {
  describe("side by side", { concurrency: 6 }, () => {
    for (const each of cases.filter((each) => !each.alone)) test(each.name, () => run(each, given));
  });

  describe("one after another", { concurrency: 1 }, () => {
    for (const each of cases.filter((each) => each.alone)) test(each.name, () => run(each, given));
    test("no rejection went unhandled", () => nothingUnhandled(given));
  });
});
