// The demo page as a test meets it: a world of the emulator of its own, and the parts of the page by name.

import { test as base, expect } from "@playwright/test";

export { expect };

/** @typedef {import("@playwright/test").Page} Page */

/** A Wednesday at noon in Seoul: rooms are busy. */
export const NOON = Date.UTC(2026, 10, 18, 3);

/** @param {string} url @param {string} [method] @param {unknown} [body] */
async function ask(url, method = "GET", body) {
  const response = await fetch(url, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}

/** A world of the emulator, with a clock, faults and records of its own. */
export class World {
  /** @param {any} told */
  constructor(told) {
    this.keys = told;
    this.control = String(told.control);
  }

  static async make() {
    return new World(await ask(`${process.env.ROOMKEY_EMULATOR}/worlds`, "POST", { now: NOON }));
  }

  /** The world at the services' own roots, for a picture without a prefix in its paths. @param {number} now */
  static async shared(now) {
    const world = new World(await ask(`${process.env.ROOMKEY_EMULATOR}/worlds/default`));
    await ask(`${world.control}/clock`, "POST", { now });
    return world;
  }

  /** @param {{ service?: string, operation?: string, times?: number, after?: number, fault: object }} fault */
  break = (fault) => ask(`${this.control}/faults`, "POST", fault);
  /** @param {number} advanceMs */
  advance = (advanceMs) => ask(`${this.control}/clock`, "POST", { advanceMs });
  /** @param {string} operation @returns {Promise<any[]>} */
  requests = async (operation) =>
    (await ask(`${this.control}/requests`)).filter((/** @type {any} */ each) => each.operation === operation);
  /** Someone else deletes a user of Airfob, and the page does not know. @param {string} userId */
  async deleteUser(userId) {
    const { baseUrl, email, password } = this.keys.airfob;
    const post = async (
      /** @type {string} */ path,
      /** @type {unknown} */ body,
      /** @type {Record<string, string>} */ headers = {},
    ) => {
      const init = {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      };
      return (await fetch(`${baseUrl}${path}`, init)).json();
    };
    const { record } = await post("/login", { email, password });
    const { success } = await post("/users/delete", [{ userId }], { authorization: `Bearer ${record.accessToken}` });
    expect(success).toBe("1");
  }
  reset = () => ask(`${this.control}/reset`, "POST");
  forget = () => ask(this.control, "DELETE");
}

/** The page and its parts. */
export class Demo {
  /** @param {Page} page @param {World} world */
  constructor(page, world) {
    this.page = page;
    this.world = world;
    this.signIn = page.getByRole("region", { name: "Sign in" });
    this.rooms = page.getByRole("region", { name: "Rooms" });
    this.usage = page.getByRole("region", { name: "Usage" });
    this.cards = page.getByRole("region", { name: "Access cards" });
    this.people = this.cards.locator(".person");
    this.search = this.cards.getByRole("searchbox", { name: "Search" });
    this.issueForm = page.locator("#issue");
    this.leftBehind = page.locator("#issue-left").and(page.getByRole("status"));
    this.selection = page.getByRole("group", { name: "Selected users" });
    this.log = page.getByRole("region", { name: "Request log" });
    this.bench = page.locator("#bench");
    this.sessions = this.rooms.getByRole("table", { name: "Live sessions" });
    this.chart = this.usage.getByRole("img", { name: /Hours per day/ });
  }

  /** Opens the page on the test's own world. `loaded`: waits until rooms and usage are there. */
  async open({ loaded = true } = {}) {
    await this.page.goto(`${process.env.ROOMKEY_PAGE}/?control=${encodeURIComponent(this.world.control)}`);
    if (!loaded) return;
    await expect(this.sessions).toBeVisible();
    await expect(this.chart).toBeVisible();
  }

  /** Opens the page and logs in to Airfob. The cards are below rooms and usage, and stay in place once these are there. @param {string} [siteId] */
  async openCards(siteId = "1001") {
    await this.open();
    await this.chooseSite(siteId);
    await this.button("Log in").click();
    await expect(this.cards.getByText("sitemanager")).toBeVisible();
    await expect(this.page.locator("#found")).toContainText("user");
  }

  /** @param {string} siteId */
  async chooseSite(siteId) {
    await this.cards.getByRole("combobox", { name: "Site" }).selectOption(siteId);
  }

  /** A user in the directory. @param {string | RegExp} text */
  person(text) {
    return this.people.filter({ hasText: text });
  }

  /** Shows a user in full. @param {string | RegExp} text */
  async openUser(text) {
    await this.person(text).locator(".name").click();
    return this.cards.locator(".detail");
  }

  /** Chooses users, asks for their deletion and says yes. @param {"users" | "cards"} what @param {string[]} names */
  async deleteAll(what, names) {
    for (const name of names) await this.person(name).getByRole("checkbox").check();
    await this.button(`Delete ${what} (${names.length})`).click();
    await this.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  }

  /** Fills in the form that issues a user. @param {Record<string, string>} values by label */
  async fillIssueForm(values) {
    if ((await this.issueForm.getAttribute("open")) === null) await this.issueForm.locator("summary").first().click();
    for (const [label, value] of Object.entries(values)) await this.issueField(label).fill(value);
  }

  /** @param {string} label */
  issueField(label) {
    return this.issueForm.locator("input").and(this.issueForm.getByLabel(label));
  }

  /** A picture as a file to choose. */
  async portrait() {
    const base64 = await this.page.evaluate(() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 48, height: 48 });
      const pen = canvas.getContext("2d");
      if (pen) pen.fillStyle = "teal";
      pen?.fillRect(8, 8, 32, 32);
      return canvas.toDataURL("image/png").split(",")[1] ?? "";
    });
    return { name: "face.png", mimeType: "image/png", buffer: Buffer.from(base64, "base64") };
  }

  /** @param {"Code" | "Token" | "Identity"} name */
  step(name) {
    return this.signIn.getByRole("listitem").filter({ has: this.page.getByRole("heading", { name }) });
  }

  /** @param {string} name */
  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** The words of the failure that is shown, in a section or anywhere. */
  failure(within = this.page.locator("body")) {
    return within.locator(".failure");
  }

  /** Opens the bench, where faults are switched on. */
  async openBench() {
    if ((await this.bench.getAttribute("open")) === null) await this.bench.locator("summary").first().click();
  }

  /** @param {string} what @param {string} where @param {string} [often] */
  async breakIt(what, where, often = "Once") {
    await this.openBench();
    await this.bench.getByRole("combobox", { name: "What goes wrong" }).selectOption({ label: what });
    await this.bench.getByRole("combobox", { name: "Where" }).selectOption({ label: where });
    await this.bench.getByRole("combobox", { name: "How often" }).selectOption({ label: often });
    await this.bench.getByRole("button", { name: "Break it" }).click();
    await expect(this.bench.getByRole("listitem").filter({ hasText: what })).toBeVisible();
  }

  async clearFaults() {
    await this.button("Clear all").click();
    await expect(this.bench).not.toContainText("Waiting to happen");
  }
}

/** @type {import("@playwright/test").TestType<import("@playwright/test").PlaywrightTestArgs & { world: World, demo: Demo, clean: void }, {}>} */
export const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to see what a fixture needs.
  world: async ({}, use) => {
    const world = await World.make();
    await use(world);
    await world.forget();
  },
  demo: async ({ page, world }, use) => {
    await use(new Demo(page, world));
  },
  // Every test fails when the page throws, or its security policy stops something.
  clean: [
    async ({ page }, use) => {
      /** @type {string[]} */
      const problems = [];
      page.on("pageerror", (error) => problems.push(String(error)));
      page.on("console", (message) => {
        if (/Content Security Policy|Unhandled|TypeError/i.test(message.text())) problems.push(message.text());
      });
      await use();
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});
