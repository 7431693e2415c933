// Usage: periods, the chart and its words, the table behind it.

import { expect, test } from "./demo.mjs";

test("the last thirty days are there to begin with", async ({ demo }) => {
  await demo.open();
  await expect(demo.usage.getByLabel("From", { exact: true })).toHaveValue("2026-10-20");
  await expect(demo.usage.getByLabel("To", { exact: true })).toHaveValue("2026-11-18");
  await expect(demo.chart).toHaveAccessibleName(/from 20 Oct 2026 to 18 Nov 2026: [\d,.]+ h in all/);
});

test("the chart's table has every day of the period", async ({ demo }) => {
  await demo.open();
  await demo.usage.getByText("The same as a table").click();
  const days = demo.usage.getByRole("table", { name: "Hours per day" });
  await expect(days.getByRole("rowheader")).toHaveCount(30);
  await expect(days.getByRole("rowheader").first()).toHaveText("20 Oct 2026");
});

test("two years are one click away", async ({ demo }) => {
  await demo.open();
  await demo.usage.getByText("2 years").click();
  await expect(demo.chart).toHaveAccessibleName(/from 19 Nov 2024 to 18 Nov 2026/);
  await expect(demo.usage).toContainText(/[\d,]+ sessions fetched and added up in/);
});

test("a period of one's own is shown", async ({ demo }) => {
  await demo.open();
  await demo.usage.getByLabel("From", { exact: true }).fill("2026-11-01");
  await demo.usage.getByLabel("To", { exact: true }).fill("2026-11-07");
  await demo.button("Show").click();
  await expect(demo.chart).toHaveAccessibleName(/from 1 Nov 2026 to 7 Nov 2026/);
  await expect(demo.usage.getByRole("radio", { name: "30 days" })).not.toBeChecked();
});

test("a period without meetings says so", async ({ demo, world }) => {
  const nothing = { status: true, data: { domain: "demo", totalSecond: 0, detail: [] } };
  await world.break({ operation: "getUsage", times: 0, fault: { type: "text", body: JSON.stringify(nothing) } });
  await demo.open({ loaded: false });
  await expect(demo.usage).toContainText("No meetings from 20 Oct 2026 to 18 Nov 2026. Try a longer period.");
});

test("a period that ends before it begins is refused before it is sent", async ({ demo, world }) => {
  await demo.open();
  const before = (await world.requests("getUsage")).length;
  await demo.usage.getByLabel("From", { exact: true }).fill("2026-11-07");
  await demo.usage.getByLabel("To", { exact: true }).fill("2026-11-01");
  await demo.button("Show").click();
  await expect(demo.failure(demo.usage)).toContainText("Something in the form can’t be right");
  expect(await world.requests("getUsage")).toHaveLength(before);
});

test("a failure keeps the chart that was there", async ({ demo, world }) => {
  await demo.open();
  await world.break({ operation: "getUsage", times: 0, fault: { type: "html", status: 200 } });
  await demo.usage.getByText("90 days").click();
  await expect(demo.failure(demo.usage)).toContainText("The answer makes no sense");
  await expect(demo.chart).toBeVisible();
});

test("the day under the pointer is read out", async ({ demo }) => {
  await demo.open();
  await demo.chart.hover();
  await expect(demo.usage.locator(".readout")).toHaveText(/\d+ \w+ 2026: [\d.]+ h in \d+ sessions?/);
});
