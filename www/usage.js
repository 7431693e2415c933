// @ts-check
// Usage: a period in a time zone, its hours per day as a chart, and its busiest rooms.

import { hoursChart } from "./chart.js";
import { now } from "./clock.js";
import { announce, byId, el, setBusy, within, words } from "./dom.js";
import { clearFailure, markArgument, showFailure } from "./failure-panel.js";
import { count, dayIn, hours, isoDay, longDay, plural, span } from "./format.js";

/** @typedef {import("roomkey").SConnectorClient} SConnectorClient */
/** @typedef {import("roomkey").UsageSummary} UsageSummary */
/** @typedef {UsageSummary["byDay"][number]} Day */

const DAY_MS = 86_400_000;
const BUSIEST = 10;

/** Two years of a busy licence are many megabytes. */
const TIMEOUT_MS = 60_000;

/** Where the rooms are, and where the service counts. */
const ZONES = ["Asia/Seoul", "Asia/Taipei", "UTC"];

/** The zones to choose from, the viewer's first. */
function zoneOptions() {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  const option = (/** @type {string} */ zone) => el("option", { value: zone }, zone === own ? `${zone} (yours)` : zone);
  return [...new Set([own, ...ZONES])].map(option);
}

/**
 * Every day of the period: those without a session too, which the summary leaves out.
 * @param {UsageSummary} summary
 * @param {string} start
 * @param {string} end
 * @returns {Day[]}
 */
export function everyDay(summary, start, end) {
  const known = new Map(summary.byDay.map((each) => [each.day, each]));
  const days = [];
  for (let at = Date.parse(start); at <= Date.parse(end); at += DAY_MS) {
    const day = isoDay(new Date(at));
    days.push(known.get(day) ?? { day, totalSecond: 0, sessionCount: 0 });
  }
  return days;
}

/** @param {[string, string][]} entries what a figure is, and the figure */
function figures(entries) {
  return el(
    "dl",
    { class: "figures" },
    ...entries.map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value))),
  );
}

/** @param {UsageSummary} summary */
function busiestRooms(summary) {
  const rooms = summary.byRoom.slice(0, BUSIEST);
  const most = Math.max(1, rooms[0]?.totalSecond ?? 0);
  const item = (/** @type {UsageSummary["byRoom"][number]} */ room) => {
    const bar = el("span", { class: "bar-fill", "aria-hidden": "true" });
    bar.style.inlineSize = `${(room.totalSecond / most) * 100}%`;
    return el(
      "li",
      {},
      el("span", { class: "bar-name" }, words(room.roomName)),
      el("span", { class: "bar-track" }, bar),
      el("span", { class: "bar-value" }, hours(room.totalSecond)),
      el("span", { class: "bar-more" }, plural(room.sessionCount, "session")),
    );
  };
  return el("ol", { class: "busiest" }, ...rooms.map(item));
}

/** @param {Day[]} days */
function dayTable(days) {
  const row = (/** @type {Day} */ each) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, longDay(each.day)),
      el("td", { class: "number" }, hours(each.totalSecond)),
      el("td", { class: "number" }, count(each.sessionCount)),
    );
  const table = el(
    "table",
    {},
    el("caption", { class: "visually-hidden" }, "Hours per day"),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th", { scope: "col" }, "Day"),
        el("th", { scope: "col", class: "number" }, "Hours"),
        el("th", { scope: "col", class: "number" }, "Sessions"),
      ),
    ),
    el("tbody", {}, ...days.map(row)),
  );
  return el(
    "details",
    {},
    el("summary", {}, "The same as a table"),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Hours per day" }, table),
  );
}

/** @param {import("./log.js").RequestLog} log */
export function usageSection(log) {
  const section = byId("usage");
  const form = byId("period", HTMLFormElement);
  const failure = byId("usage-failure");
  const result = byId("usage-result");
  const start = within(form, "[name=start]", HTMLInputElement);
  const end = within(form, "[name=end]", HTMLInputElement);
  const zone = within(form, "[name=zone]", HTMLSelectElement);
  zone.replaceChildren(...zoneOptions());
  const presets = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name=preset]"));

  /** @type {SConnectorClient | undefined} */
  let client;
  /** @type {AbortController | undefined} */
  let loading;
  /** @type {ReturnType<typeof hoursChart> | undefined} */
  let chart;

  /** @param {number} days */
  function setPeriod(days) {
    end.value = dayIn(now(), zone.value);
    start.value = isoDay(new Date(Date.parse(end.value) - (days - 1) * DAY_MS));
  }

  /** @param {Node[]} nodes */
  function show(...nodes) {
    chart?.destroy();
    chart = undefined;
    result.replaceChildren(...nodes);
  }

  /**
   * @param {UsageSummary} summary
   * @param {[string, string]} period
   * @param {number} tookMs
   */
  function draw(summary, [from, to], tookMs) {
    if (summary.sessionCount === 0) {
      show(el("p", { class: "empty" }, `No meetings from ${longDay(from)} to ${longDay(to)}. Try a longer period.`));
      return;
    }
    const days = everyDay(summary, from, to);
    const top = days.reduce((best, each) => (each.totalSecond > best.totalSecond ? each : best));
    const spoken =
      `Hours per day from ${longDay(from)} to ${longDay(to)}: ${hours(summary.totalSecond)} in all, ` +
      `${hours(summary.totalSecond / days.length)} on an average day, most on ${longDay(top.day)} with ${hours(top.totalSecond)}.`;
    const plot = el("div", { class: "chart", role: "img", "aria-label": spoken });
    const readout = el("p", { class: "hint readout" });
    show(
      figures([
        ["Hours", hours(summary.totalSecond)],
        ["Sessions", count(summary.sessionCount)],
        ["Rooms", count(summary.byRoom.length)],
        ["Busiest day", longDay(top.day)],
      ]),
      el("h3", {}, "Hours per day"),
      plot,
      readout,
      dayTable(days),
      el("h3", {}, `Busiest rooms`),
      busiestRooms(summary),
      el("p", { class: "hint" }, `${plural(summary.sessionCount, "session")} fetched and added up in ${span(tookMs)}.`),
    );
    chart = hoursChart(plot, readout, days);
    announce(spoken);
  }

  async function load() {
    const mine = client;
    if (!mine) return;
    loading?.abort();
    const controller = new AbortController();
    loading = controller;
    clearFailure(failure);
    setBusy(section, true);
    if (!chart) show(el("p", { class: "empty" }, "Loading…"));
    /** @type {[string, string]} */
    const period = [start.value, end.value];
    const began = performance.now();
    try {
      const summary = await mine.summarizeUsage(
        { startTime: period[0], endTime: period[1], timeZone: zone.value },
        { signal: controller.signal, timeoutMs: TIMEOUT_MS },
      );
      if (!controller.signal.aborted) draw(summary, period, performance.now() - began);
    } catch (error) {
      if (controller.signal.aborted) {
        log.cancelled("sConnector", "summarizeUsage");
        return;
      }
      log.failed(error);
      if (!chart) show();
      showFailure(failure, error, { act: load });
      markArgument(failure, form, error);
    } finally {
      if (loading === controller) setBusy(section, false);
    }
  }

  for (const preset of presets) {
    preset.addEventListener("change", () => {
      setPeriod(Number(preset.value));
      void load();
    });
  }
  for (const input of [start, end]) {
    input.addEventListener("change", () => {
      for (const preset of presets) preset.checked = false;
    });
  }
  zone.addEventListener("change", () => {
    const preset = [...presets].find((each) => each.checked);
    if (preset) setPeriod(Number(preset.value));
    void load();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void load();
  });

  return {
    /** @param {SConnectorClient | undefined} sConnector */
    connect(sConnector) {
      if (client === sConnector && client) return;
      loading?.abort();
      client = sConnector;
      clearFailure(failure);
      setBusy(section, false);
      if (!start.value) setPeriod(30);
      within(form, "button[type=submit]", HTMLButtonElement).disabled = !client;
      for (const control of [zone, ...presets]) control.disabled = !client;
      show(
        el("p", { class: "empty" }, "Enter an S-Connector access key and secret key under Connection to see usage."),
      );
      if (client) {
        show();
        void load();
      }
    },
  };
}
