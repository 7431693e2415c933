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

test("days are those of the viewer's time zone, of Seoul's, of Taipei's or of UTC", async ({ demo, page, world }) => {
  // Half past midnight in Seoul: yesterday everywhere else.
  await world.advance(12.5 * 3_600_000);
  await demo.open();
  const zone = demo.usage.getByRole("combobox", { name: "Time zone" });
  await expect(zone).toHaveValue("Asia/Seoul");
  await expect(zone.getByRole("option")).toHaveText(["Asia/Seoul (yours)", "Asia/Taipei", "UTC"]);
  await expect(demo.usage.getByLabel("To", { exact: true })).toHaveValue("2026-11-19");
  await expect(demo.chart).toHaveAccessibleName(/from 21 Oct 2026 to 19 Nov 2026/);
  const asked = async () => (await world.requests("getUsage")).at(-1).query;
  expect(await asked()).toBe("startTime=2026-10-20&endTime=2026-11-19");

  await zone.selectOption("UTC");
  await expect(demo.chart).toHaveAccessibleName(/from 20 Oct 2026 to 18 Nov 2026/);
  await expect(demo.usage.getByLabel("To", { exact: true })).toHaveValue("2026-11-18");
  expect(await asked()).toBe("startTime=2026-10-20&endTime=2026-11-18");

  // A period of one's own stays as it is.
  await demo.usage.getByLabel("From", { exact: true }).fill("2026-11-01");
  await demo.usage.getByLabel("To", { exact: true }).fill("2026-11-07");
  await demo.button("Show").click();
  await expect(demo.chart).toHaveAccessibleName(/from 1 Nov 2026 to 7 Nov 2026/);
  const sent = page.waitForResponse((response) => response.url().endsWith("startTime=2026-10-31&endTime=2026-11-07"));
  await zone.selectOption("Asia/Taipei");
  await sent;
  await expect(demo.chart).toHaveAccessibleName(/from 1 Nov 2026 to 7 Nov 2026/);
});

test.describe("in New York", () => {
  test.use({ timezoneId: "America/New_York" });

  test("the viewer's own time zone comes first", async ({ demo, world }) => {
    await demo.open();
    const zone = demo.usage.getByRole("combobox", { name: "Time zone" });
    await expect(zone).toHaveValue("America/New_York");
    const all = ["America/New_York (yours)", "Asia/Seoul", "Asia/Taipei", "UTC"];
    await expect(zone.getByRole("option")).toHaveText(all);
    // Noon in Seoul is the evening before.
    await expect(demo.usage.getByLabel("To", { exact: true })).toHaveValue("2026-11-17");
    const requests = await world.requests("getUsage");
    expect(requests.at(-1).query).toBe("startTime=2026-10-19&endTime=2026-11-18");
  });
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
