// @ts-check
// One user of the directory: who it is, the card and its state, and what can be done with it.

import { announce, el, facts, setBusy, words } from "./dom.js";
import { clearFailure, showFailure } from "./failure-panel.js";
import { period } from "./format.js";
import { pictureAddress } from "./pictures.js";

/** @typedef {import("roomkey").AirfobClient} AirfobClient */
/** @typedef {import("roomkey").AirfobUser} AirfobUser */
/** @typedef {import("roomkey").Card} Card */

/** @type {Record<string, string>} */
const STATES = {
  INACTIVE: "Sent, and not on a phone yet",
  ACTIVATED: "Active on the holder’s phone",
  PAUSED: "Paused: opens nothing for now",
  EXPIRED: "Its time is over",
};

/** @type {Record<string, string>} */
const FEEDS = { EMAIL: "by e-mail", PHONE: "by text message" };

/** A field of the profile as text. @param {AirfobUser} user @param {string} name */
function profile(user, name) {
  const value = user.meta?.[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** @param {AirfobUser} user */
export const nameOf = (user) => profile(user, "name") || user.userKey;

/** @param {AirfobUser} user */
const placeOf = (user) => [profile(user, "department"), profile(user, "title")].filter(Boolean).join(" ");

/** The card's state, as the service spells it. @param {Card | undefined} card */
function badge(card) {
  return card
    ? el("b", { class: "badge", "data-status": card.status }, card.status)
    : el("b", { class: "badge", "data-status": "none" }, "no card");
}

/** @param {string} src @param {string} alt @param {number} size px */
export function picture(src, alt, size) {
  const image = el("img", { class: "portrait", src, alt, width: size, height: size });
  image.style.setProperty("--size", `${size}px`);
  return image;
}

/** A picture, or what stands for it: none was given, or it does not load. @param {AirfobUser} user @param {number} size px */
function portrait(user, size) {
  const name = nameOf(user);
  const initials = [...name].slice(...(/\p{Script=Hangul}/u.test(name) ? [-2] : [0, 1])).join("");
  const stand = el("span", { class: "portrait", "aria-hidden": "true" }, initials);
  stand.style.setProperty("--size", `${size}px`);
  if (!user.portrait || !/^https?:/.test(user.portrait)) return stand;
  const show = (/** @type {string} */ address) => {
    const image = picture(address, "", size);
    image.addEventListener("error", () => image.replaceWith(stand));
    return image;
  };
  const address = pictureAddress(user.portrait);
  if (typeof address === "string") return show(address);
  address.then(
    (address) => stand.replaceWith(show(address)),
    () => {},
  );
  return stand;
}

/**
 * A user in the list.
 * @param {AirfobUser} user
 * @param {{ picked: boolean, open: boolean, pick: (picked: boolean) => void, toggle: () => void }} options
 */
export function userRow(user, { picked, open, pick, toggle }) {
  const { userId, userKey, card, email, phone } = user;
  const box = el("input", { type: "checkbox", "aria-label": `Select ${nameOf(user)}`, "data-key": `pick ${userId}` });
  box.checked = picked;
  box.addEventListener("change", () => pick(box.checked));
  const name = el(
    "button",
    { type: "button", class: "name", "aria-expanded": String(open), "data-key": `name ${userId}` },
    words(nameOf(user)),
  );
  name.addEventListener("click", toggle);
  const place = placeOf(user);
  return el(
    "li",
    { class: "person", "data-open": String(open) },
    el("label", { class: "pick" }, box),
    portrait(user, 44),
    el("div", { class: "who" }, name, el("p", { class: "hint" }, userKey, place && " · ", place && words(place))),
    el("div", { class: "reach hint" }, email && el("p", {}, email), phone && el("p", {}, phone)),
    el(
      "div",
      { class: "holds" },
      el("p", {}, badge(card), card && el("code", {}, card.number)),
      card && el("p", { class: "hint" }, period(card.startDate, card.endDate)),
    ),
  );
}

/** The card as its holder would know it. @param {AirfobUser} user */
function cardFace(user) {
  const { card } = user;
  return el(
    "div",
    { class: "card-face", "data-status": card?.status ?? "none" },
    el(
      "div",
      { class: "card-holder" },
      portrait(user, 56),
      el("p", {}, words(nameOf(user)), el("br"), words(placeOf(user))),
    ),
    card && el("p", { class: "card-number" }, card.number),
    el("p", { class: "card-state" }, badge(card), card && (STATES[card.status] ?? "")),
    card && (card.startDate ?? card.endDate) !== undefined && el("p", {}, period(card.startDate, card.endDate)),
  );
}

/** What else the profile says. @param {AirfobUser} user @returns {[string, Node | string | undefined][]} */
function otherFields(user) {
  const known = ["name", "department", "title"];
  return Object.entries(user.meta ?? {})
    .filter(([name]) => !known.includes(name))
    .map(([name, value]) => [name, words(typeof value === "string" ? value : JSON.stringify(value))]);
}

/**
 * What is shown of a user who was picked from the list. It stays while the list is drawn anew.
 * @param {import("./log.js").RequestLog} log
 * @param {AirfobClient} client
 * @param {string} siteId
 * @param {() => Promise<unknown>} reload draws the list anew, with this user's state as it is now
 */
export function userDetail(log, client, siteId, reload) {
  const shown = el("div", { class: "detail-body" });
  const resend = el("button", { type: "button", class: "small" }, "Resend");
  const reissue = el("button", { type: "button", class: "small" }, "Reissue");
  const note = el("p", { class: "done" });
  const failure = el("div", {});
  const buttons = el("div", { class: "buttons" }, resend, reissue);
  const node = el("div", { class: "detail", role: "group" }, shown, buttons, note, failure);
  /** @type {AirfobUser} */
  let user;
  let busy = false;

  /**
   * @param {() => Promise<unknown>} call
   * @param {string} done
   * @param {() => void} again
   */
  async function run(call, done, again) {
    if (busy) return;
    busy = true;
    setBusy(node, true);
    clearFailure(failure);
    note.textContent = "Working…";
    try {
      await call();
      note.textContent = done;
      announce(done);
    } catch (error) {
      log.failed(error);
      note.textContent = "";
      const unsure = /** @type {import("roomkey").RoomkeyError} */ (error).outcome === "unknown";
      const look = { label: "Look at the user again", act: () => void reload(), always: true };
      showFailure(failure, error, unsure ? look : { act: again });
    } finally {
      busy = false;
      setBusy(node, false);
    }
    await reload();
  }

  function send() {
    const { card } = user;
    if (!card) return;
    const how = FEEDS[user.feedType ?? ""] ?? "";
    void run(() => client.sendCard({ siteId, cardId: card.id }), `Sent again${how && ` ${how}`}.`, send);
  }

  function issueAgain() {
    const { userId } = user;
    void run(() => client.reissueCard({ siteId, userId }), "Reissued: the same card is on its way again.", issueAgain);
  }

  resend.addEventListener("click", send);
  reissue.addEventListener("click", issueAgain);

  return {
    node,
    /** @param {AirfobUser} found */
    update(found) {
      user = found;
      const { card } = user;
      node.setAttribute("aria-label", nameOf(user));
      resend.disabled = reissue.disabled = !card;
      shown.replaceChildren(
        cardFace(user),
        facts([
          ["User id", user.userId],
          ["Key", user.userKey],
          ["E-mail", user.email],
          ["Phone", user.phone],
          ["Gets it", FEEDS[user.feedType ?? ""] ?? user.feedType],
          ["Card id", card?.id],
          ["Type", card && `${card.cardType}, ${card.format}`],
          ...otherFields(user),
        ]),
      );
    },
  };
}
