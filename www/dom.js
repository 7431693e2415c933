// @ts-check
// Making and finding elements.

/**
 * The element with this id; the page's own markup promises it.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {new () => T} [type]
 * @returns {T}
 */
export function byId(id, type) {
  return within(document, `#${id}`, type);
}

/**
 * The first element that matches inside another.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} parent
 * @param {string} selector
 * @param {new () => T} [type]
 * @returns {T}
 */
export function within(parent, selector, type) {
  const found = parent.querySelector(selector);
  if (!(found instanceof (type ?? HTMLElement))) throw new Error(`The page lacks ${selector}`);
  return /** @type {T} */ (found);
}

/**
 * A new element. Children are text or nodes, never markup; empty ones are left out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | undefined>} [attributes]
 * @param {...(Node | string | false | null | undefined)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/**
 * A list of terms and what they are.
 * @param {[string, Node | string | undefined][]} entries entries without a value are left out
 */
export function facts(entries) {
  const known = entries.filter(([, value]) => value !== undefined && value !== "");
  return el(
    "dl",
    { class: "facts" },
    ...known.map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value))),
  );
}

/**
 * Text that a person or a service wrote, marked with its language where its script tells.
 * @param {string} text
 */
export function words(text) {
  return el("span", { lang: /\p{Script=Hangul}/u.test(text) ? "ko" : undefined, class: "words" }, text);
}

/**
 * Shows that a call runs. Buttons stay focusable meanwhile, so that the keyboard keeps its place.
 * @param {HTMLElement} region
 * @param {boolean} busy
 */
export function setBusy(region, busy) {
  region.setAttribute("aria-busy", String(busy));
}

/** @param {string} text what a screen reader should say now */
export function announce(text) {
  byId("announcer").textContent = text;
}
