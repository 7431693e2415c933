// @ts-check
// Hours per day as bars, in the page's colours, as wide as its place.

import uPlot from "uplot";
import { hours, longDay, plural } from "./format.js";

/** @typedef {{ day: string, totalSecond: number, sessionCount: number }} Day */

const HEIGHT = 220;
const IDLE = "Point at a bar, or tap it, to read its day.";

const dayAndMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const monthAndYear = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });

const MONTH_S = 28 * 86_400;

/**
 * @param {HTMLElement} host
 * @param {HTMLElement} readout says the day under the pointer
 * @param {Day[]} days one after the other, none missing
 */
export function hoursChart(host, readout, days) {
  /** @type {uPlot.AlignedData} */
  const data = [days.map(({ day }) => Date.parse(day) / 1000), days.map(({ totalSecond }) => totalSecond / 3600)];
  readout.textContent = IDLE;

  /** @param {uPlot} plot */
  function read(plot) {
    const day = plot.cursor.idx == null ? undefined : days[plot.cursor.idx];
    readout.textContent = day
      ? `${longDay(day.day)}: ${hours(day.totalSecond)} in ${plural(day.sessionCount, "session")}`
      : IDLE;
  }

  function draw() {
    const style = getComputedStyle(host);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    /** @type {uPlot.Axis} */
    const axis = {
      stroke: colour("--muted"),
      grid: { stroke: colour("--line"), width: 1 },
      ticks: { show: false },
      font: `12px ${style.fontFamily}`,
    };
    return new uPlot(
      {
        width: Math.max(200, host.clientWidth),
        height: HEIGHT,
        padding: [12, 8, 0, 0],
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
        scales: {
          x: { range: (_, min, max) => [min - 43_200, max + 43_200] },
          y: { range: (_, __, max) => [0, Math.max(1, max) * 1.08] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            space: 72,
            size: 30,
            values: (_, splits, __, ___, step) =>
              splits.map((at) => (step >= MONTH_S ? monthAndYear : dayAndMonth).format(at * 1000)),
          },
          { ...axis, size: 48, values: (_, splits) => splits.map((at) => `${at} h`) },
        ],
        series: [
          {},
          {
            label: "Hours",
            fill: colour("--accent"),
            width: 0,
            paths: uPlot.paths.bars?.({ size: [0.78, 36], radius: 0.15 }),
            points: { show: false },
          },
        ],
        hooks: { setCursor: [read] },
      },
      data,
      host,
    );
  }

  let plot = draw();
  const resized = new ResizeObserver(() => plot.setSize({ width: Math.max(200, host.clientWidth), height: HEIGHT }));
  resized.observe(host);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  function recolour() {
    plot.destroy();
    plot = draw();
  }
  scheme.addEventListener("change", recolour);

  return {
    destroy() {
      resized.disconnect();
      scheme.removeEventListener("change", recolour);
      plot.destroy();
    },
  };
}
