// @ts-check
// Shows a failure where it happened.

import { isRoomkeyError } from "roomkey";
import { el, facts, within } from "./dom.js";
import { explain } from "./failure.js";

/**
 * What a button offers: without `always`, only where the same call may succeed later.
 * @typedef {{ act: () => void, label?: string, always?: boolean }} Again
 */

/**
 * @param {HTMLElement} slot what was there before goes
 * @param {unknown} error
 * @param {Again} [again]
 */
export function showFailure(slot, error, again) {
  const words = explain(error);
  const offered = again && (again.always || words.retryable) ? again : undefined;
  const button = offered && el("button", { type: "button", class: "small" }, offered.label ?? "Try again");
  button?.addEventListener("click", () => offered?.act());
  slot.replaceChildren(
    el(
      "div",
      { class: "failure" },
      el(
        "div",
        { role: "alert" },
        el("p", { class: "failure-title" }, words.title),
        el("p", { class: "failure-reason" }, words.happened),
        el("p", {}, el("strong", {}, "What to do: "), words.todo),
      ),
      el("p", { class: "hint" }, [words.wait, words.outcome, words.attempts].filter(Boolean).join(" ")),
      button && el("div", { class: "buttons" }, button),
      el("details", {}, el("summary", {}, "Details"), facts(words.details)),
    ),
  );
}

/** The same in one line, where there is no room for a panel. @param {unknown} error */
export function failureLine(error) {
  const { title, happened, outcome, todo } = explain(error);
  return [`${title}.`, happened, outcome, `What to do: ${todo}`].filter(Boolean).join(" ");
}

/** @param {HTMLElement} slot */
export function clearFailure(slot) {
  for (const field of document.querySelectorAll(`[aria-describedby~="${reasonId(slot)}"]`)) unmarkField(slot, field);
  slot.replaceChildren();
}

/** @param {HTMLElement} slot */
const reasonId = (slot) => `${slot.id}-reason`;

/**
 * Leads to the field that a failure is about: that of the argument which is wrong, or one that the service's own words name.
 * @param {HTMLElement} slot shows the failure
 * @param {Element} root holds fields that say their argument in `data-argument`
 * @param {unknown} error
 */
export function markArgument(slot, root, error) {
  if (!isRoomkeyError(error)) return;
  const words = error.kind === "rejected" ? `${error.serviceMessage} ` : "";
  const named = [...root.querySelectorAll("[data-argument]")].find((each) => {
    const argument = each.getAttribute("data-argument");
    return argument === error.argument || words.includes(`${argument} `);
  });
  if (!(named instanceof HTMLElement)) return;
  markField(slot, named);
  named.focus();
}

/**
 * Marks a field until it is changed: whoever comes back to it is told the reason again.
 * @param {HTMLElement} slot shows the failure
 * @param {Element} field
 */
function markField(slot, field) {
  field.addEventListener("input", () => unmarkField(slot, field), { once: true });
  within(slot, ".failure-reason").id = reasonId(slot);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", `${reasonId(slot)} ${field.getAttribute("aria-describedby") ?? ""}`.trim());
}

/** @param {HTMLElement} slot @param {Element} field */
export function unmarkField(slot, field) {
  const others = (field.getAttribute("aria-describedby") ?? "").replace(reasonId(slot), "").trim();
  field.removeAttribute("aria-invalid");
  if (others) field.setAttribute("aria-describedby", others);
  else field.removeAttribute("aria-describedby");
}
