// @ts-check
// Rooms: the licence, the live sessions that refresh by themselves, and the look-up of one room.

import { everySecond } from "./clock.js";
import { announce, byId, el, facts, setBusy, within, words } from "./dom.js";
import { clearFailure, markArgument, showFailure } from "./failure-panel.js";
import { ago, count, longDay, plural } from "./format.js";
import { poll } from "./poll.js";

/** @typedef {import("roomkey").SConnectorClient} SConnectorClient */
/** @typedef {import("roomkey").Session} Session */
/** @typedef {import("roomkey").License} License */

const REFRESH_MS = 5000;

/** After these, asking again by itself would only knock at a closed door. */
const NEEDS_A_PERSON = new Set(["invalidArgument", "unauthorized", "tokenExpired", "forbidden", "license", "redirect"]);

/** @type {Record<string, string>} */
const STATES = { WAIT: "Waiting to begin", ON_GOING: "In session" };

const RESTING = {
  paused: "refreshing is paused",
  hidden: "refreshing is paused",
  offline: "refreshing is off while offline",
};

/** A session's state, as a word and as the service spells it. @param {string} status */
function badge(status) {
  const meaning = STATES[status];
  return el("span", { class: "session-state" }, el("b", { class: "badge", "data-status": status }, status), meaning);
}

/** @param {Session[]} sessions */
function sessionTable(sessions) {
  const row = (/** @type {Session} */ each) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, words(each.roomName)),
      el("td", {}, badge(each.status)),
      el("td", { class: "number" }, count(each.userCount)),
    );
  return el(
    "table",
    { class: "sessions" },
    el("caption", { class: "visually-hidden" }, "Live sessions"),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th", { scope: "col" }, "Room"),
        el("th", { scope: "col" }, "State"),
        el("th", { scope: "col", class: "number" }, "People"),
      ),
    ),
    el("tbody", {}, ...sessions.map(row)),
  );
}

/** @param {import("./log.js").RequestLog} log */
export function roomsSection(log) {
  const section = byId("rooms");
  const licenseBox = byId("license");
  const sessionsBox = byId("sessions");
  const updated = byId("updated");
  const failure = byId("rooms-failure");
  const pause = byId("pause", HTMLButtonElement);
  const refresh = byId("refresh", HTMLButtonElement);
  const form = byId("look-up", HTMLFormElement);
  const result = byId("look-up-result");
  const lookUpFailure = byId("look-up-failure");

  /** @type {SConnectorClient | undefined} */
  let client;
  /** @type {License | undefined} */
  let license;
  /** @type {Session[] | undefined} */
  let sessions;
  let shown = "";
  let updatedAt = 0;
  /** The failure that is shown, told once however often it comes back. */
  let failing = "";
  let stopped = false;

  function drawLicense() {
    if (!license) return;
    const used = sessions?.length;
    const fraction = Math.min(1, (used ?? 0) / Math.max(1, license.roomLimit));
    const inner = el("span", {});
    inner.style.inlineSize = `${fraction * 100}%`;
    const text = used === undefined ? "…" : `${count(used)} of ${plural(license.roomLimit, "room")} in use`;
    licenseBox.replaceChildren(
      el(
        "div",
        { class: "gauge", "data-full": String(fraction >= 1) },
        el("p", { class: "figure" }, text),
        el(
          "div",
          {
            role: "meter",
            "aria-label": "Licensed rooms in use",
            "aria-valuemin": 0,
            "aria-valuemax": license.roomLimit,
            "aria-valuenow": used ?? 0,
            "aria-valuetext": text,
          },
          inner,
        ),
      ),
      facts([
        ["Licence", license.enabled ? "enabled" : "disabled"],
        ["Domain", words(license.domain)],
        ["Since", longDay(license.createdAt.slice(0, 10))],
      ]),
    );
  }

  function drawSessions() {
    if (!sessions) return;
    const text = JSON.stringify(sessions);
    if (text === shown) return;
    shown = text;
    sessionsBox.replaceChildren(
      sessions.length > 0
        ? sessionTable(sessions)
        : el("p", { class: "empty" }, "No room is in session right now. This list fills itself when one begins."),
    );
    byId("live-rooms").replaceChildren(...sessions.map(({ roomName }) => el("option", { value: roomName })));
    drawLicense();
  }

  function drawUpdated() {
    const resting = refreshing.resting();
    const age = updatedAt ? `Updated ${ago(Date.now() - updatedAt)}` : "";
    let state = "";
    if (resting) state = RESTING[resting];
    else if (stopped) state = "refreshing has stopped";
    else if (failing) state = "the last refresh failed";
    if (!client) state = "";
    updated.textContent = [age, state].filter(Boolean).join(", ");
  }

  /** @param {AbortSignal} signal */
  async function load(signal) {
    const mine = client;
    if (!mine) return Number.POSITIVE_INFINITY;
    setBusy(section, true);
    let asking = "getLicense";
    try {
      const known = license ?? (await mine.getLicense({ signal }));
      asking = "listSessions";
      const list = await mine.listSessions({ signal });
      if (signal.aborted) return;
      license = known;
      sessions = list.toSorted((a, b) => a.roomName.localeCompare(b.roomName));
      updatedAt = Date.now();
      failing = "";
      stopped = false;
      clearFailure(failure);
      drawLicense();
      drawSessions();
    } catch (error) {
      if (signal.aborted) {
        log.cancelled("sConnector", asking);
        return;
      }
      log.failed(error);
      return failed(/** @type {import("roomkey").RoomkeyError} */ (error));
    } finally {
      if (!signal.aborted) setBusy(section, false);
      drawUpdated();
    }
  }

  /**
   * The last list stays; only the failure is added.
   * @param {import("roomkey").RoomkeyError} error
   */
  function failed(error) {
    stopped = NEEDS_A_PERSON.has(error.kind);
    if (failing !== String(error)) showFailure(failure, error);
    failing = String(error);
    if (!sessions) sessionsBox.replaceChildren(el("p", { class: "empty" }, "No list yet."));
    if (!license) licenseBox.replaceChildren();
    return stopped ? Number.POSITIVE_INFINITY : Math.max(REFRESH_MS, error.retryAfterMs ?? 0);
  }

  const refreshing = poll(load, REFRESH_MS);

  /** @type {AbortController | undefined} */
  let lookingUp;

  async function lookUp() {
    if (!client) return;
    const input = within(form, "[name=roomName]", HTMLInputElement);
    const roomName = input.value;
    lookingUp?.abort();
    const mine = new AbortController();
    lookingUp = mine;
    clearFailure(lookUpFailure);
    result.replaceChildren(el("p", { class: "hint" }, "Looking…"));
    try {
      const found = await client.getSession(roomName, { signal: mine.signal });
      result.replaceChildren(
        found
          ? el(
              "p",
              { class: "found" },
              el("strong", {}, words(found.roomName)),
              badge(found.status),
              plural(found.userCount, "person", "people"),
            )
          : el("p", { class: "found none" }, el("strong", {}, words(roomName)), " is not in session."),
      );
    } catch (error) {
      if (mine.signal.aborted) {
        log.cancelled("sConnector", "getSession");
        return;
      }
      log.failed(error);
      result.replaceChildren();
      showFailure(lookUpFailure, error, { act: lookUp });
      markArgument(lookUpFailure, form, error);
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void lookUp();
  });
  refresh.addEventListener("click", () => void refreshing.now());
  pause.addEventListener("click", () => {
    const pressed = pause.getAttribute("aria-pressed") !== "true";
    pause.setAttribute("aria-pressed", String(pressed));
    refreshing.pause(pressed);
    announce(pressed ? "Refreshing paused" : "Refreshing again");
    drawUpdated();
  });
  everySecond(drawUpdated);

  return {
    /** @param {SConnectorClient | undefined} sConnector */
    connect(sConnector) {
      if (client === sConnector && client) return;
      refreshing.stop();
      lookingUp?.abort();
      client = sConnector;
      license = sessions = undefined;
      shown = "";
      updatedAt = 0;
      failing = "";
      stopped = false;
      clearFailure(failure);
      clearFailure(lookUpFailure);
      result.replaceChildren();
      byId("live-rooms").replaceChildren();
      licenseBox.replaceChildren();
      for (const button of section.querySelectorAll("button")) button.disabled = !client;
      sessionsBox.replaceChildren(
        el(
          "p",
          { class: "empty" },
          client ? "Loading…" : "Enter an S-Connector access key and secret key under Connection to see rooms.",
        ),
      );
      drawUpdated();
      if (client) refreshing.start();
    },
  };
}
