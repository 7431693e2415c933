// The conformance suite in workerd, under an early compatibility date and the newest.

import { after, describe, test } from "node:test";
import { emulator } from "../node/support.mjs";
import { DATES, start } from "./support.mjs";

const workers = await Promise.all(
  DATES.map(async (date) => {
    const worker = await start("conformance-worker.js", date, { control: emulator() });
    const ask = async (path) => {
      const response = await worker.dispatchFetch(`http://worker.example${path}`);
      const { value, error } = await response.json();
      if (error) throw new Error(error);
      return value;
    };
    return { date, worker, ask, cases: await ask("/cases") };
  }),
);

// Most cases wait most of their time: the dates run at once.
describe("conformance in workerd", { concurrency: workers.length }, () => {
  for (const { date, worker, ask, cases } of workers) {
    const add = (each) => test(each.name, () => ask(`/run?name=${encodeURIComponent(each.name)}`));
    describe(date, { concurrency: 1 }, () => {
      after(() => worker.dispose());
      describe("side by side", { concurrency: 6 }, () => cases.filter(({ alone }) => !alone).forEach(add));
      describe("one after another", { concurrency: 1 }, () => {
        cases.filter(({ alone }) => alone).forEach(add);
        test("no rejection went unhandled", () => ask("/unhandled"));
      });
    });
  }
});
