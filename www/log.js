// @ts-check
// The request log: one row for every attempt the package reports, and a note for retries and new tokens.

import { isRoomkeyError } from "roomkey";
import { clockOffset, now } from "./clock.js";
import { announce, byId, el } from "./dom.js";
import { count, localTime, span } from "./format.js";

/** @typedef {import("roomkey").ClientEvent} ClientEvent */
/** @typedef {Extract<ClientEvent, { type: "attempt" }>} Attempt */
/**
 * A row on the page and what it says.
 * @typedef {object} Row
 * @property {Attempt} sent
 * @property {HTMLLIElement} item
 * @property {HTMLElement} status
 * @property {HTMLElement} meta
 * @property {number} times how many equal requests it stands for
 * @property {string} took how long the answer took, or why there is none
 * @property {boolean} good
 * @property {string} [problem] what the package made of it, if not a result
 */

/** @typedef {ReturnType<typeof requestLog>} RequestLog */

const MOST_ROWS = 200;
const UNANSWERED = new Set(["timeout", "network"]);
const LOGINS = ["authenticate", "login"];
const SERVICES = { arctos: "Arctos", sConnector: "S-Connector", airfob: "Airfob" };

/**
 * A path with its letters readable again; what would change its meaning stays encoded.
 * @param {string} path
 */
function readable(path) {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

export function requestLog() {
  const box = byId("log-rows");
  const list = el("ol", { class: "log" });
  const empty = el("p", { class: "empty" }, "No requests yet. Take a step, and it appears here.");
  /** @type {Row[]} oldest first: those without an answer */
  let open = [];
  /** A login whose caller gave up; it may go on for others that wait for it. @type {Row | undefined} */
  let abandoned;
  /** @type {WeakMap<Element, Row>} */
  const rows = new WeakMap();

  /** @param {HTMLLIElement} item */
  function add(item) {
    if (!list.isConnected) box.replaceChildren(list);
    list.prepend(item);
    while (list.children.length > MOST_ROWS) list.lastElementChild?.remove();
  }

  /** @param {Attempt} event */
  function begin(event) {
    mergeNewest();
    const status = el("span", { class: "log-status" }, "…");
    const meta = el("span", { class: "log-meta" });
    const line = el(
      "span",
      { class: "log-line" },
      el("b", { class: "method" }, event.method),
      " ",
      el("span", { class: "path" }, readable(event.path)),
    );
    /** @type {Row} */
    const row = {
      sent: event,
      item: el("li", {}, line, status, meta),
      status,
      meta,
      times: 1,
      took: "waiting",
      good: false,
    };
    rows.set(row.item, row);
    open.push(row);
    add(row.item);
    describe(row);
  }

  /** @param {Row} row */
  function describe({ sent, meta, took, times, problem }) {
    const parts = [localTime(now()), SERVICES[sent.service] ?? sent.service, took, `attempt ${sent.attempt}`];
    if (problem) parts.push(problem);
    if (times > 1) parts.push(`${count(times)} in a row`);
    meta.textContent = parts.join(" · ");
  }

  /** Equal requests that went well one after the other, as refreshing brings, share a row. */
  function mergeNewest() {
    const newest = list.firstElementChild;
    const [row, previous] = [newest, newest?.nextElementSibling].map((item) => item && rows.get(item));
    if (!row?.good || !previous?.good) return;
    const same = /** @type {const} */ (["service", "operation", "method", "path", "attempt"]);
    if (same.some((member) => previous.sent[member] !== row.sent[member])) return;
    row.times += previous.times;
    previous.item.remove();
    describe(row);
  }

  /**
   * @param {Row} row
   * @param {string} status
   * @param {boolean} good
   * @param {string} took
   */
  function end(row, status, good, took) {
    open = open.filter((each) => each !== row);
    row.good = good;
    row.took = took;
    row.status.textContent = status;
    row.status.dataset.state = good ? "good" : "bad";
    describe(row);
  }

  /**
   * Whether an attempt is the one that an event tells of.
   * @param {{ service: string, operation: string, attempt: number }} event
   * @returns {(sent: Attempt) => boolean}
   */
  const attemptOf = (event) => (sent) =>
    sent.service === event.service && sent.operation === event.operation && sent.attempt === event.attempt;

  /** @param {string} text */
  function note(text) {
    add(el("li", { class: "log-note" }, `${localTime(now())} · ${text}`));
  }

  /** @param {ClientEvent} event */
  function onEvent(event) {
    const service = SERVICES[event.service] ?? event.service;
    if (event.type === "attempt") begin(event);
    else if (event.type === "response") {
      const isIt = attemptOf(event);
      const row = open.find(({ sent }) => isIt(sent)) ?? (abandoned && isIt(abandoned.sent) ? abandoned : undefined);
      // 0 is a redirect that the browser hides.
      const status = event.status === 0 ? "redirect" : String(event.status);
      const good = event.status >= 200 && event.status < 300;
      if (row) end(row, status, good, span(event.durationMs));
    } else if (event.type === "retry") {
      const isIt = attemptOf(event);
      if (!giveUp(isIt, event.reason)) markNewest(isIt, event.reason);
      note(`${service}: trying again in ${span(event.delayMs)} (${event.reason})`);
    } else if (event.type === "token") {
      const until = event.expiresAt === undefined ? "" : `, good until ${localTime(event.expiresAt + clockOffset())}`;
      note(`${service}: new token${until}`);
    } else {
      note(`${service}: token store, ${event.action}: ${event.problem}`);
    }
  }

  byId("clear-log").addEventListener("click", () => {
    open = [];
    box.replaceChildren(empty);
    list.replaceChildren();
    announce("Log cleared");
  });
  box.replaceChildren(empty);

  /**
   * An attempt without an answer has no event of its own. The calls of one operation end in the order they began.
   * @param {(sent: Attempt) => boolean} belongs
   * @param {string} why
   */
  function giveUp(belongs, why) {
    const row = open.find(({ sent }) => belongs(sent));
    if (row) end(row, why, false, "no answer");
    return row;
  }

  /**
   * An answer that was no result, whatever its status.
   * @param {(sent: Attempt) => boolean} belongs
   * @param {string} problem
   */
  function markNewest(belongs, problem) {
    const row = [...list.children].map((item) => rows.get(item)).find((each) => each && belongs(each.sent));
    if (!row) return;
    row.good = false;
    row.problem = problem;
    row.status.dataset.state = "bad";
    describe(row);
  }

  return {
    onEvent,
    /**
     * Marks the attempt that a call failed with.
     * @param {unknown} error what it rejected with
     */
    failed(error) {
      if (!isRoomkeyError(error)) return;
      const { service, operation, kind, code, attempts } = error;
      if (kind === "invalidArgument" || kind === "internal") return;
      const sent = attempts === 0 ? LOGINS : operation === "signIn" ? undefined : [operation];
      const belongs = (/** @type {Attempt} */ each) =>
        each.service === service && (!sent || sent.includes(each.operation));
      if (UNANSWERED.has(kind) && giveUp(belongs, kind)) return;
      markNewest(belongs, code === undefined ? kind : `${kind} ${code}`);
    },
    /**
     * @param {string} service
     * @param {string} operation
     */
    cancelled(service, operation) {
      const asked = (/** @type {string[]} */ ...names) =>
        giveUp((sent) => sent.service === service && names.includes(sent.operation), "cancelled");
      if (!asked(operation)) abandoned = asked(...LOGINS);
    },
  };
}
