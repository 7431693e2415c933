// The conformance suite in Firefox: in a page and a dedicated worker; part of `cargo xtask test --all-runtimes`.

import { createRequire } from "node:module";
import { after, describe, test } from "node:test";
import { emulator } from "../node/support.mjs";
import { serve } from "./server.mjs";

/** What was set up, or why there is none. */
const { ROOMKEY_FIREFOX: firefox, GECKODRIVER: geckodriver, ROOMKEY_NO_FIREFOX: lacking } = process.env;

/** What Firefox cannot do, and why; README.md's table of runtimes says so too. */
const CANNOT = {
  name: "retry: an outcome that was unknown once stays unknown",
  reason: "Firefox's fetch sends a read again by itself when a kept connection breaks",
};

if (process.env.ROOMKEY_ALL_RUNTIMES && lacking) {
  test("conformance in Firefox", { skip: lacking }, () => {});
} else if (process.env.ROOMKEY_ALL_RUNTIMES) {
  const require = createRequire(new URL("./others/package.json", import.meta.url));
  const { Builder } = require("selenium-webdriver");
  const { Options, ServiceBuilder } = require("selenium-webdriver/firefox.js");

  const server = await serve();
  const driver = await new Builder()
    .forBrowser("firefox")
    .setFirefoxOptions(new Options().setBinary(firefox).addArguments("-headless"))
    .setFirefoxService(new ServiceBuilder(geckodriver))
    .build();
  await driver.manage().setTimeouts({ script: 300_000 });
  await driver.get(`${server.url}/page/index.html`);
  after(async () => {
    await driver.quit();
    await server.close();
  });

  /** Asks one question after the other, `concurrency` at a time; gives the answers in the order of the questions. */
  const ask = (place, questions, concurrency = 1) =>
    driver.executeAsyncScript(
      (place, questions, concurrency, done) => {
        const answers = [];
        const left = questions.map((question, index) => [index, question]);
        const work = async () => {
          for (let next = left.shift(); next; next = left.shift())
            answers[next[0]] = await globalThis.ask(place, next[1]);
        };
        Promise.all(Array.from({ length: concurrency }, work)).then(() => done(answers));
      },
      place,
      questions.map((question) => ({ control: emulator(), ...question })),
      concurrency,
    );

  describe("conformance in Firefox", { concurrency: 1 }, () => {
    for (const place of ["page", "dedicated worker"]) {
      test(place, async (t) => {
        const [{ value: cases, error }] = await ask(place, [{ cases: true }]);
        if (error) throw new Error(error);
        for (const alone of [false, true]) {
          const names = cases.filter((each) => Boolean(each.alone) === alone).map(({ name }) => name);
          const questions = names.map((name) => ({ run: name }));
          const answers = await ask(place, questions, alone ? 1 : 4);
          for (const [index, name] of names.entries()) {
            await t.test(name, { skip: name === CANNOT.name && CANNOT.reason }, () => {
              if (answers[index].error) throw new Error(answers[index].error);
            });
          }
        }
        await t.test("no rejection went unhandled", async () => {
          const [{ error }] = await ask(place, [{ unhandled: true }]);
          if (error) throw new Error(error);
        });
      });
    }
  });
}
