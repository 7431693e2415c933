// How the page looks and reads: in light, in dark and on a phone; empty, filled and failing.

import { expect, test } from "./demo.mjs";
import { expectNoSidewaysScroll, expectNoViolation } from "./looks.mjs";

/** @param {import("./demo.mjs").Demo} demo */
async function fill(demo) {
  await demo.open();
  await demo.button("Sign in").click();
  await expect(demo.step("Identity")).toContainText("Signed in");
  await demo.rooms.getByLabel("Look up one room").fill("없는 방");
  await demo.button("Look up").click();
  await expect(demo.rooms).toContainText("is not in session.");
  await demo.usage.getByText("The same as a table").click();
  await demo.openBench();
  await demo.page.locator("#connection > summary").click();
}

test("the page is accessible with everything loaded and open", async ({ demo, page }) => {
  await fill(demo);
  await expectNoViolation(page);
  await expectNoSidewaysScroll(page);
});

test("the page is accessible while it shows failures", async ({ demo, page, world }) => {
  await world.break({ operation: "listSessions", times: 0, fault: { type: "garbage" } });
  await world.break({ operation: "getUsage", times: 0, fault: { type: "html", status: 200 } });
  await world.break({ operation: "getSession", times: 0, fault: { type: "redirect", status: 302, location: "/x" } });
  await demo.open({ loaded: false });
  await demo.openBench();
  await demo.bench.getByLabel("Licence to sign in with").selectOption("Expired (3404)");
  await demo.button("Get code").click();
  await demo.rooms.getByLabel("Look up one room").fill("회의실");
  await demo.button("Look up").click();
  await expect(demo.failure()).toHaveCount(4);
  for (const details of await demo.failure().locator("summary").all()) await details.click();
  await expectNoViolation(page);
  await expectNoSidewaysScroll(page);
});

test("the page is accessible before anything is done", async ({ demo, page, world }) => {
  await world.break({ service: "sConnector", times: 0, fault: { type: "hang" } });
  await demo.open({ loaded: false });
  await expect(demo.rooms).toContainText("Loading…");
  await expectNoViolation(page);
  await expectNoSidewaysScroll(page);
});

test("names without an end stay on the page", async ({ demo, page, world }) => {
  const longName = "회의실".repeat(30);
  await world.break({
    operation: "listSessions",
    times: 0,
    fault: { type: "set", path: "data[0].roomName", value: longName },
  });
  await world.break({
    operation: "getUsage",
    times: 0,
    fault: {
      type: "set",
      path: "data.detail[0]",
      value: { roomName: "x".repeat(120), sessionTimeSecond: 9_000_000, createdAt: "2026-11-10T03:00:00.000Z" },
    },
  });
  await demo.open();
  await demo.rooms.getByLabel("Look up one room").fill("a".repeat(200));
  await demo.button("Look up").click();
  await expect(demo.rooms).toContainText("is not in session.");
  await expect(demo.usage).toContainText("x".repeat(120));
  await expectNoSidewaysScroll(page);
});
