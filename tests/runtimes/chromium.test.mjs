// The conformance suite in Chromium: in a page, a dedicated worker and a service worker.
//
// Each in a Chromium of its own, because pages of one share its six connections to a host; and without a debugger, which would look
// at every request and be half of the work.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, describe, test } from "node:test";
import { browserOptions } from "../chromium.mjs";
import { emulator } from "../node/support.mjs";
import { temporaryFolder } from "../package/support.mjs";
import { serve } from "./server.mjs";

const PLACES = ["page", "dedicated worker", "service worker"];

const server = await serve();
const { executablePath, args } = browserOptions();

const places = PLACES.map((place) => {
  const own = [
    "--headless",
    "--disable-extensions",
    "--no-default-browser-check",
    `--user-data-dir=${temporaryFolder()}`,
  ];
  const address = `${server.url}/page/index.html?place=${encodeURIComponent(place)}`;
  const browser = spawn(executablePath, [...args, ...own, address], { stdio: "ignore" });
  browser.on("error", (error) => server.visitors.left(place, error.message));
  browser.on("exit", () => server.visitors.left(place, "Chromium ended"));
  process.on("exit", () => browser.kill());
  const ask = async (question) => {
    const { value, error } = await server.visitors.ask(place, { control: emulator(), ...question });
    if (error) throw new Error(error);
    return value;
  };
  return { place, browser, ask };
});

after(async () => {
  await Promise.all(
    places.map(async ({ browser }) => {
      const ended = once(browser, "exit");
      if (browser.kill()) await ended;
    }),
  );
  await server.close();
});

for (const each of places) each.cases = await each.ask({ cases: true });

// Most cases wait most of their time: the places run at once.
describe("conformance in Chromium", { concurrency: places.length }, () => {
  for (const { place, ask, cases } of places) {
    const add = ({ name }) => test(name, () => ask({ run: name }));
    describe(`in a ${place}`, { concurrency: 1 }, () => {
      describe("side by side", { concurrency: 4 }, () => cases.filter(({ alone }) => !alone).forEach(add));
      describe("one after another", { concurrency: 1 }, () => {
        cases.filter(({ alone }) => alone).forEach(add);
        test("no rejection went unhandled", () => ask({ unhandled: true }));
      });
    });
  }
});
