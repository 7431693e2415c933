// @ts-check
// Access cards: the account and its site. Once it is logged in, the directory and the form to issue users.

import { userDirectory } from "./cards-directory.js";
import { issueForm } from "./cards-issue.js";
import { everySecond, now, timeLeft } from "./clock.js";
import { announce, byId, el, facts, setBusy, words } from "./dom.js";
import { clearFailure, showFailure } from "./failure-panel.js";
import { localTime, mask } from "./format.js";
import { lifetime } from "./lifetime.js";

/** @typedef {import("roomkey").AirfobClient} AirfobClient */
/** @typedef {import("roomkey").Account} Account */
/** @typedef {import("./emulator.js").Site} Site */

/** @type {Record<string, string>} */
const CARD_TYPES = { REGULAR: "Lasting cards", DYNAMIC: "Cards for a span of time" };
/** @type {Record<string, string>} */
const FORMATS = { GENERAL: "numbers of letters, digits and signs", ASCII: "numbers of letters and digits" };
/** @type {Record<string, string>} */
const CONTACTS = { EMAIL: "people are reached by e-mail", PHONE: "people are reached by phone" };

/** @param {Site} site */
function siteWords({ cardType = "", format = "", contact = "" }) {
  return [CARD_TYPES[cardType], FORMATS[format], CONTACTS[contact]].filter(Boolean).join(", ");
}

/** The site's number as a choice of those that are known, or as text. @param {Site[] | undefined} sites */
function siteField(sites) {
  if (!sites) return el("input", { name: "siteId", required: "", autocomplete: "off", inputmode: "numeric" });
  const option = (/** @type {Site} */ { siteId, cardType, format, contact }) =>
    el("option", { value: siteId }, [siteId, cardType, format, contact].filter(Boolean).join(" · "));
  const choice = el("select", { name: "siteId" }, ...sites.map(option));
  // The emulator's site 0 has nobody: it is for the vendor's examples.
  choice.value = sites.find(({ siteId }) => siteId !== "0")?.siteId ?? sites[0]?.siteId ?? "";
  return choice;
}

/** @param {import("./log.js").RequestLog} log */
export function cardsSection(log) {
  const form = byId("log-in-form", HTMLFormElement);
  const logIn = byId("log-in", HTMLButtonElement);
  const logOut = byId("log-out", HTMLButtonElement);
  const failure = byId("log-in-failure");
  const accountBox = byId("account");
  const work = byId("card-work");

  const directory = userDirectory(log);
  const issue = issueForm(log, {
    issued: (user) => directory.find(user.userKey, user.userId),
    lookFor: (userKey) => directory.find(userKey),
  });

  /** @type {AirfobClient | undefined} */
  let client;
  /** @type {Site[] | undefined} */
  let sites;
  let field = siteField(undefined);
  let calling = new AbortController();
  let loggingIn = false;
  /** @type {Account | undefined} */
  let account;
  /** @type {(() => void) | undefined} stops the countdown of the token */
  let countdown;

  /** @returns {Site} */
  const site = () => sites?.find(({ siteId }) => siteId === field.value) ?? { siteId: field.value.trim() };

  function drawSite() {
    byId("site-words").textContent = sites
      ? `${siteWords(site())}.`
      : "The site’s id, as the portal shows it. Its settings are not told: the service says what it misses.";
  }

  /**
   * @param {Account} of
   * @param {Node} token
   * @param {number | undefined} expiresAt
   */
  function drawAccount(of, token, expiresAt) {
    countdown?.();
    const left = expiresAt === undefined ? undefined : timeLeft(expiresAt);
    const life = left && lifetime("Time left for the token", left, left());
    accountBox.replaceChildren(
      el(
        "div",
        { class: "account" },
        el(
          "div",
          {},
          el("p", { class: "figure" }, words(of.name)),
          el("p", { class: "hint" }, of.email),
          life?.node ?? el("p", { class: "hint" }, "The token doesn’t say when it ends."),
        ),
        facts([
          ["Type", of.accountType],
          ["State", el("b", { class: "badge", "data-status": of.accountStatus }, of.accountStatus)],
          ["Token", token],
        ]),
      ),
    );
    countdown = life && everySecond(() => void life.draw());
  }

  function showSite() {
    drawSite();
    if (!client || !account) return;
    const chosen = site();
    work.hidden = !chosen.siteId;
    directory.connect(client, chosen);
    issue.connect(client, chosen);
  }

  function forget() {
    countdown?.();
    account = undefined;
    accountBox.replaceChildren();
    work.hidden = true;
    logOut.disabled = true;
    directory.connect(undefined, site());
    issue.connect(undefined, site());
  }

  async function enter() {
    const mine = client;
    if (!mine || loggingIn || !form.reportValidity()) return;
    calling = new AbortController();
    const { signal } = calling;
    loggingIn = true;
    clearFailure(failure);
    setBusy(form, true);
    try {
      const got = await mine.login(undefined, { signal });
      if (signal.aborted) return;
      account = got;
      logOut.disabled = false;
      drawAccount(got, el("code", {}, mask(got.accessToken)), got.expiresAt);
      announce(`Logged in as ${got.name}`);
      showSite();
    } catch (error) {
      if (signal.aborted) {
        log.cancelled("airfob", "login");
        return;
      }
      log.failed(error);
      showFailure(failure, error, { act: enter });
    } finally {
      if (calling.signal === signal) {
        loggingIn = false;
        setBusy(form, false);
      }
    }
  }

  /** Ends a login that is under way. */
  function halt() {
    calling.abort();
    loggingIn = false;
    setBusy(form, false);
  }

  async function leave() {
    halt();
    forget();
    clearFailure(failure);
    logIn.focus();
    await client?.signOut();
    announce("Logged out");
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void enter();
  });
  logOut.addEventListener("click", leave);

  return {
    /** The package renews a token by itself when it is needed. @param {import("roomkey").ClientEvent} event */
    onEvent(event) {
      if (event.type !== "token" || event.service !== "airfob" || loggingIn || !account) return;
      drawAccount(account, el("span", {}, `renewed at ${localTime(now())}`), event.expiresAt);
    },
    /**
     * @param {AirfobClient | undefined} airfob
     * @param {Site[] | undefined} known
     */
    connect(airfob, known) {
      if (client === airfob && client) return;
      halt();
      client = airfob;
      sites = known;
      field = siteField(known);
      field.addEventListener("change", showSite);
      byId("site-choice").replaceChildren(el("label", {}, "Site", field));
      forget();
      clearFailure(failure);
      logIn.disabled = !client;
      field.disabled = !client;
      drawSite();
      if (!client) {
        accountBox.replaceChildren(
          el("p", { class: "empty" }, "Enter an Airfob account’s e-mail and password under Connection to see cards."),
        );
      }
    },
  };
}
