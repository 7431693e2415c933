// The request log: what was sent and what came of it; and no secret, there or anywhere on the page.

import { expect, test } from "./demo.mjs";

test("each request is listed with method, path, status, time and attempt", async ({ demo }) => {
  await demo.open();
  await demo.button("Sign in").click();
  await expect(demo.step("Identity")).toContainText("Signed in");
  for (const path of ["/api/auth/code", "/api/auth/login", "/api/auth/check", "/v1/auth"]) {
    const row = demo.log.getByRole("listitem").filter({ hasText: new RegExp(`POST\\s.*${path}`) });
    await expect(row).toContainText("200");
    await expect(row).toContainText(/\d ms · attempt 1/);
  }
  await expect(demo.log).toContainText("S-Connector: new token, good until");
});

test("refreshes that are alike share a row", async ({ demo, page }) => {
  await page.clock.install();
  await demo.open();
  const refreshes = demo.log.getByRole("listitem").filter({ hasText: "/v1/sessions" });
  await expect(async () => {
    await page.clock.fastForward(5000);
    await expect(refreshes.filter({ hasText: /\d+ in a row/ })).toHaveCount(1, { timeout: 1000 });
  }).toPass();
});

test("the log can be cleared", async ({ demo }) => {
  await demo.open();
  await demo.button("Pause").click();
  await demo.button("Clear").click();
  await expect(demo.log).toContainText("No requests yet.");
});

test("no secret stands anywhere on the page or in its storage", async ({ demo, page, world }) => {
  /** @type {string[]} */
  const secrets = [
    world.keys.arctos.licenseKey,
    ...Object.values(world.keys.arctos.licenses),
    world.keys.sConnector.secretKey,
    world.keys.airfob.password,
  ];
  // A copy of every answer, taken in the page: the browser itself does not keep them all.
  await page.addInitScript(() => {
    const [ask, answers] = [globalThis.fetch, /** @type {Promise<unknown>[]} */ ([])];
    Object.assign(globalThis, { answers });
    globalThis.fetch = async (...args) => {
      const response = await ask(...args);
      answers.push(
        response
          .clone()
          .json()
          .catch(() => undefined),
      );
      return response;
    };
  });
  await demo.open();
  await demo.button("Get code").click();
  await demo.button("Exchange code for token").click();
  await demo.button("Check token").click();
  await expect(demo.step("Identity")).toContainText("Signed in");
  await demo.button("Log in").click();
  await expect(demo.people).toHaveCount(10);
  await demo.openUser("2018-0003");
  await demo.button("Resend").click();
  await expect(demo.failure()).toContainText("This card can’t be sent again");
  await demo.failure().locator("summary").click();
  await demo.chooseSite("1002");
  await demo.openBench();
  await demo.bench.getByLabel("Licence to sign in with").selectOption("Expired (3404)");
  await demo.button("Sign in").click();
  await expect(demo.failure()).toContainText("The licence has expired");
  await demo.failure().locator("summary").click();

  const answers = await page.evaluate(() => Promise.all(Reflect.get(globalThis, "answers")));
  for (const { info, data, record } of answers.filter(Boolean)) {
    const given = [info?.code, info?.access_token, data?.accessToken, record?.accessToken];
    secrets.push(...given.filter(Boolean));
  }
  expect(secrets).toHaveLength(15);
  const shown = await page.evaluate(() => [
    document.documentElement.outerHTML,
    JSON.stringify(localStorage),
    JSON.stringify(sessionStorage),
    document.cookie,
    location.href,
  ]);
  for (const text of shown) {
    for (const secret of secrets) expect(text.includes(secret)).toBe(false);
  }
});
