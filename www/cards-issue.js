// @ts-check
// The form that issues a user with a card and a portrait.

import { nameOf, picture } from "./cards-user.js";
import { now } from "./clock.js";
import { announce, byId, setBusy, within } from "./dom.js";
import { clearFailure, failureLine, markArgument, showFailure, unmarkField } from "./failure-panel.js";

/** @typedef {import("roomkey").AirfobClient} AirfobClient */
/** @typedef {import("roomkey").AirfobUser} AirfobUser */
/** @typedef {import("roomkey").RoomkeyError} RoomkeyError */
/** @typedef {import("./emulator.js").Site} Site */

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** What a field for date and time holds, in the visitor's time zone. @param {number} ms since 1970 */
function localInput(ms) {
  const shifted = ms - new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(shifted).toISOString().slice(0, 16);
}

/**
 * @param {import("./log.js").RequestLog} log
 * @param {{ issued: (user: AirfobUser) => Promise<unknown>, lookFor: (userKey: string) => Promise<AirfobUser | undefined> }} then
 */
export function issueForm(log, then) {
  const fold = byId("issue", HTMLDetailsElement);
  const form = byId("issue-form", HTMLFormElement);
  const failure = byId("issue-failure");
  const result = byId("issue-result");
  const left = byId("issue-left");
  const preview = byId("portrait-preview");
  const portrait = within(form, "[name=portrait]", HTMLInputElement);
  const remove = byId("portrait-remove");

  /** Another one with each login, logout and change of site. @type {{ client?: AirfobClient, site: Site }} */
  let place = { site: { siteId: "" } };
  /** Whom a call that is under way issues, and where. */
  let issuing = "";

  /** @param {string} name */
  const field = (name) => within(form, `[name="${name}"]`, HTMLInputElement);
  /** @param {string} name */
  const value = (name) => field(name).value.trim();

  /** @param {string} name @param {boolean} wanted */
  function require(name, wanted) {
    field(name).required = wanted;
    within(form, `label:has([name="${name}"]) .optional`).textContent = wanted ? "" : "optional";
  }

  function fit() {
    const { cardType, contact } = place.site;
    require("email", contact === "EMAIL");
    require("phone", contact === "PHONE");
    require("startDate", cardType === "DYNAMIC");
    require("endDate", cardType === "DYNAMIC");
    byId("issue-period").hidden = cardType === "REGULAR";
    within(form, "[name=feedType]", HTMLSelectElement).value = contact ?? "EMAIL";
    if (cardType !== "DYNAMIC") return;
    const start = Math.ceil(now() / HOUR_MS) * HOUR_MS;
    field("startDate").value = localInput(start);
    field("endDate").value = localInput(start + WEEK_MS);
  }

  function clear() {
    form.reset();
    clearFailure(failure);
    showPortrait();
    fit();
  }

  function showPortrait() {
    const file = portrait.files?.[0];
    const before = preview.querySelector("img");
    if (before) URL.revokeObjectURL(before.src);
    remove.hidden = !file;
    preview.replaceChildren();
    if (!file) return;
    const image = picture(URL.createObjectURL(file), "The chosen portrait", 64);
    // What is no picture is left to roomkey to refuse.
    image.addEventListener("error", () => image.remove());
    preview.append(image);
  }

  /** @param {string} name */
  const moment = (name) => (value(name) ? new Date(value(name)).getTime() : undefined);

  /** What is left empty is left out. */
  function request() {
    const given = (/** @type {Record<string, unknown>} */ members) =>
      Object.fromEntries(Object.entries(members).filter(([, each]) => each !== undefined && each !== ""));
    const meta = given({ name: value("name"), department: value("department") });
    const { siteId, cardType } = place.site;
    const dated = cardType !== "REGULAR";
    return {
      siteId,
      user: {
        userKey: value("userKey"),
        feedType: /** @type {import("roomkey").FeedType} */ (within(form, "[name=feedType]", HTMLSelectElement).value),
        ...given({
          email: value("email"),
          phone: value("phone"),
          meta: Object.keys(meta).length > 0 ? meta : undefined,
          portrait: portrait.files?.[0],
        }),
      },
      card: {
        number: value("number"),
        ...(dated ? given({ startDate: moment("startDate"), endDate: moment("endDate") }) : {}),
      },
    };
  }

  /** @param {string} told */
  function done(told) {
    clear();
    result.textContent = told;
    announce(told);
  }

  /** Clears up what became of a user whose answer was lost. @param {string} userKey */
  async function lookFor(userKey) {
    const user = await then.lookFor(userKey);
    if (user) done(`${nameOf(user)} was issued: the directory has the user.`);
  }

  async function issue() {
    const mine = place;
    if (!mine.client || issuing || !form.reportValidity()) return;
    const asked = request();
    const { userKey } = asked.user;
    issuing = `${userKey} at site ${asked.siteId}`;
    setBusy(form, true);
    clearFailure(failure);
    left.textContent = "";
    result.textContent = "Issuing…";
    try {
      const user = await mine.client.createUserWithCard(asked);
      const told = `Issued ${nameOf(user)} with card ${user.card?.number ?? asked.card.number}`;
      if (place === mine) {
        done(`${told}.`);
        void then.issued(user);
      } else {
        left.textContent = `${told} at site ${asked.siteId} after you had left. Search there for ${userKey} to see or delete the user.`;
      }
    } catch (error) {
      log.failed(error);
      if (place !== mine) {
        left.textContent = `${issuing}, after you had left: ${failureLine(error)}`;
        return;
      }
      result.textContent = "";
      const failed = /** @type {RoomkeyError} */ (error);
      const look = { label: "Look for the user", act: () => void lookFor(userKey), always: true };
      showFailure(failure, error, failed.outcome === "unknown" ? look : { act: issue });
      markArgument(failure, form, error);
    } finally {
      issuing = "";
      setBusy(form, false);
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void issue();
  });
  portrait.addEventListener("change", showPortrait);
  remove.addEventListener("click", () => {
    portrait.value = "";
    unmarkField(failure, portrait);
    showPortrait();
    portrait.focus();
  });

  return {
    /**
     * @param {AirfobClient | undefined} client
     * @param {Site} site
     */
    connect(client, site) {
      place = { client, site };
      if (issuing) left.textContent = `${issuing} is still being issued. What becomes of it is told here.`;
      else if (!client) left.textContent = "";
      result.textContent = "";
      fold.open = fold.open && client !== undefined;
      clear();
    },
  };
}
