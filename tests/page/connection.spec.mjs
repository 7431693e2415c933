// The connection: without an emulator, with hosts and keys of one's own, and with what can't be right.

import { expect, test } from "./demo.mjs";

test.describe("without an emulator", () => {
  test.beforeEach(async ({ page }) => {
    await page.route(/emulator\.json|\/worlds\/default/, (route) => route.abort());
    await page.goto(`${process.env.ROOMKEY_PAGE}/`);
    await expect(page.locator("#connection-summary")).toHaveText("Not connected");
  });

  test("the page says what it needs and offers nothing that can't work", async ({ demo, page }) => {
    await expect(page.locator("#connection")).toContainText("No emulator answers on this machine.");
    await expect(page.getByLabel("Licence key")).toBeVisible();
    await expect(page.getByLabel("Licence key")).toHaveValue("");
    await expect(demo.bench).toBeHidden();
    await expect(demo.button("Sign in")).toBeDisabled();
    await expect(demo.rooms).toContainText("Enter an S-Connector access key");
    await expect(demo.usage).toContainText("Enter an S-Connector access key");
  });

  test("hosts and keys that a visitor enters are used, and kept nowhere", async ({ demo, page, world }) => {
    const { arctos, sConnector } = world.keys;
    await page.getByRole("group", { name: "Arctos" }).getByLabel("Base URL").fill(arctos.baseUrl);
    await page.getByLabel("Licence key").fill(arctos.licenseKey);
    await page.getByRole("group", { name: "S-Connector" }).getByLabel("Base URL").fill(sConnector.baseUrl);
    await page.getByLabel("Access key").fill(sConnector.accessKey);
    await page.getByLabel("Secret key").fill(sConnector.secretKey);
    await demo.button("Connect").click();

    await expect(demo.sessions).toBeVisible();
    await demo.button("Sign in").click();
    await expect(demo.step("Identity")).toContainText("Signed in");

    await page.reload();
    await expect(page.getByLabel("Secret key")).toHaveValue("");
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  });
});

test("the page finds the emulator that serves it", async ({ demo, page, world }) => {
  await page.route("**/emulator.json", (route) => route.fulfill({ json: world.keys }));
  await page.goto(`${process.env.ROOMKEY_PAGE}/`);
  await expect(page.locator("#connection-summary")).toContainText("Emulator, demo keys");
  await expect(demo.sessions).toBeVisible();
  await expect(demo.bench).toBeVisible();
});

test("a link cannot name an emulator on another machine", async ({ page }) => {
  /** @type {string[]} */
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).hostname));
  await page.goto(`${process.env.ROOMKEY_PAGE}/?control=http://emulator.example/worlds/default`);
  await expect(page.locator("#connection-summary")).toHaveText("Not connected");
  expect(asked).not.toContain("emulator.example");
});

test("an address that is none is refused in words, at its field", async ({ demo, page }) => {
  await demo.open();
  await page.locator("#connection > summary").click();
  const address = page.getByRole("group", { name: "S-Connector" }).getByLabel("Base URL");
  await address.fill("ftp://somewhere");
  await demo.button("Connect").click();
  await expect(demo.failure(page.locator("#connection"))).toContainText("Something in the form can’t be right");
  await expect(address).toBeFocused();
  await expect(address).toHaveAccessibleDescription(/baseUrl must begin with https/);
  await expect(page.locator("[aria-invalid]")).toHaveCount(1);
  await demo.button("Use the demo keys again").click();
  await expect(demo.failure()).toHaveCount(0);
  await expect(page.locator("#connection-summary")).toContainText("Emulator, demo keys");
});

test("keys that S-Connector does not know are refused in words", async ({ demo, page }) => {
  await demo.open();
  await page.locator("#connection > summary").click();
  await page.getByLabel("Secret key").fill("a-key-that-nobody-has");
  await demo.button("Connect").click();
  await expect(demo.failure(demo.rooms)).toContainText("S-Connector doesn’t know these keys");
  await expect(demo.failure(demo.rooms)).toContainText("Check the keys under Connection");
});

test("a service that can't be reached is told from one that refuses", async ({ demo, page }) => {
  await demo.open();
  await page.route("**/api/auth/code", (route) => route.abort());
  await demo.button("Get code").click();
  await expect(demo.failure()).toContainText("Arctos can’t be reached");
  await expect(demo.failure()).toContainText("(CORS)");
});
