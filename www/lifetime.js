// @ts-check
// What is left of the life of a code or a token, as a number and a bar.

import { el } from "./dom.js";
import { countdown } from "./format.js";

/**
 * @param {string} label
 * @param {() => number} left ms
 * @param {number} whole ms
 */
export function lifetime(label, left, whole) {
  const number = el("span", { role: "timer", class: "timer" });
  const bar = el("progress", { max: whole, "aria-label": label });
  return {
    node: el("div", { class: "lifetime" }, el("p", {}, number), bar),
    /** @returns {boolean} whether anything is left */
    draw() {
      const ms = left();
      number.textContent = ms > 0 ? `${countdown(ms)} left` : "Expired";
      bar.value = ms;
      return ms > 0;
    },
  };
}
