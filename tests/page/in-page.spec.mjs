// The page with its emulator inside, beside the one that is a server.

import { expect, test } from "./demo.mjs";
import { Site } from "./site.mjs";

test("?offline has the emulator inside of the ordinary demo too", async ({ page }) => {
  const origin = String(process.env.ROOMKEY_PAGE);
  const site = new Site(page, origin);
  await site.open({ path: "/?offline" });
  await expect(site.banner).toContainText("nothing is sent");
  await site.button("Sign in").click();
  await expect(site.step("Identity")).toContainText("Signed in");
  site.expectNothingSent();
  expect(site.asked.some((url) => url.endsWith("/emulator.json"))).toBe(false);
});

test("the ordinary demo has no banner, and does not load the emulator", async ({ demo, page }) => {
  /** @type {string[]} */
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await demo.open();
  await expect(page.locator("#in-page")).toBeHidden();
  expect(asked.filter((url) => url.includes("testing.js"))).toEqual([]);
});

test("hosts that a visitor enters are asked over the network, and the banner names them", async ({ page, world }) => {
  const site = new Site(page, String(process.env.ROOMKEY_PAGE));
  await site.open({ path: "/?offline" });
  await page.locator("#connection > summary").click();
  const { baseUrl, accessKey, secretKey } = world.keys.sConnector;
  await page.getByRole("group", { name: "S-Connector" }).getByLabel("Base URL").fill(baseUrl);
  await page.getByLabel("Access key").fill(accessKey);
  await page.getByLabel("Secret key").fill(secretKey);
  await site.button("Connect").click();
  await expect(site.banner).toContainText(`Requests are sent to the hosts that you entered: ${new URL(baseUrl).host}.`);
  await expect.poll(async () => (await world.requests("listSessions")).length).toBeGreaterThan(0);
  await site.button("Sign in").click();
  await expect(site.step("Identity")).toContainText("Signed in");

  await site.button("Use the demo keys again").click();
  await expect(site.banner).toContainText("nothing is sent");
});

test("its sites are those of the emulator that is a server", async ({ page, world }) => {
  const site = new Site(page, String(process.env.ROOMKEY_PAGE));
  await site.open({ path: "/?offline" });
  const told = world.keys.airfob.sites.map((/** @type {Record<string, string>} */ each) =>
    [each.siteId, each.cardType, each.format, each.contact].join(" · "),
  );
  await expect(site.cards.getByRole("combobox", { name: "Site" }).getByRole("option")).toHaveText(told);
});
