// The conformance suite in Chromium: in a page, a dedicated worker and a service worker.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, describe, test } from "node:test";
import { chromium } from "@playwright/test";
import { emulator } from "../node/support.mjs";
import { serve } from "./server.mjs";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic"];

/** The browser that was set up, or the one on PATH. */
function executable() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return process.env.ROOMKEY_CHROMIUM ?? folders.map((folder) => join(folder, "chromium")).find(existsSync);
}

const server = await serve();
const browser = await chromium.launch({ executablePath: executable(), args: FLAGS });
const control = emulator();

for (const place of ["page", "dedicated worker", "service worker"]) {
  const page = await browser.newPage();
  await page.goto(`${server.url}/page/index.html`);
  const ask = async (question) => {
    const { value, error } = await page.evaluate(
      ([place, question]) => globalThis.ask(place, question),
      [place, { control, ...question }],
    );
    if (error) throw new Error(error);
    return value;
  };
  const cases = await ask({ cases: true });
  const add = ({ name }) => test(name, () => ask({ run: name }));

  describe(`conformance in a ${place} of Chromium ${browser.version()}`, { concurrency: 1 }, () => {
    describe("side by side", { concurrency: 4 }, () => cases.filter(({ alone }) => !alone).forEach(add));
    describe("one after another", { concurrency: 1 }, () => {
      cases.filter(({ alone }) => alone).forEach(add);
      test("no rejection went unhandled", () => ask({ unhandled: true }));
    });
    after(() => page.close());
  });
}

after(async () => {
  await browser.close();
  await server.close();
});
