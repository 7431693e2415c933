// @ts-check
// Deleting several users or cards: the question before, and what became of each.

import { nameOf } from "./cards-user.js";
import { announce, byId, el, setBusy, words } from "./dom.js";
import { clearFailure, showFailure } from "./failure-panel.js";
import { plural } from "./format.js";

/** @typedef {import("roomkey").AirfobClient} AirfobClient */
/** @typedef {import("roomkey").AirfobUser} AirfobUser */
/** @typedef {import("roomkey").BatchItem} BatchItem */
/** @typedef {"users" | "cards"} What */

const MOST_NAMES = 8;
const GONE = 404;

/** @type {Record<What, { one: string, warning: string, idOf: (user: AirfobUser) => string }>} */
const KINDS = {
  users: {
    one: "user",
    warning: "Their cards go with them. This can’t be undone.",
    idOf: ({ userId }) => userId,
  },
  cards: {
    one: "card",
    warning: "Their holders stay in the directory without a card. This can’t be undone.",
    idOf: ({ card }) => card?.id ?? "",
  },
};

/**
 * @param {BatchItem} item
 * @param {AirfobUser | undefined} user
 * @param {string} one
 */
function itemLine(item, user, one) {
  const state = item.ok ? "Deleted" : `${item.status}: ${item.message}`;
  return el(
    "li",
    { "data-ok": String(item.ok) },
    el("span", {}, user && words(nameOf(user)), " ", el("span", { class: "hint" }, `${one} ${item.id}`)),
    el("strong", {}, state),
  );
}

/** @param {import("./log.js").RequestLog} log */
export function deletion(log) {
  const dialog = byId("delete-dialog", HTMLDialogElement);
  const yes = byId("delete-yes", HTMLButtonElement);
  const results = byId("delete-results");
  const failure = byId("delete-failure");
  let busy = false;

  yes.addEventListener("click", () => dialog.close("yes"));
  byId("delete-no").addEventListener("click", () => dialog.close("no"));

  /**
   * @param {What} what
   * @param {AirfobUser[]} users
   * @returns {Promise<boolean>}
   */
  function confirmed(what, users) {
    const { one, warning } = KINDS[what];
    const names = users.slice(0, MOST_NAMES).map((user) => el("li", {}, words(nameOf(user)), ` ${user.userKey}`));
    const more = users.length - names.length;
    byId("delete-title").textContent = `Delete ${plural(users.length, one)}?`;
    byId("delete-text").textContent = warning;
    byId("delete-names").replaceChildren(...names, more > 0 ? el("li", {}, `and ${plural(more, "more", "more")}`) : "");
    yes.textContent = `Delete ${plural(users.length, one)}`;
    dialog.returnValue = "";
    dialog.showModal();
    byId("delete-no").focus();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    });
  }

  /**
   * @param {What} what
   * @param {import("roomkey").BatchResult} result
   * @param {Map<string, AirfobUser>} users by the id that was sent
   */
  function show(what, result, users) {
    const { one } = KINDS[what];
    const summary =
      result.failure === 0
        ? `${plural(result.success, one)} deleted`
        : `${result.success} of ${plural(result.total, one)} deleted, ${result.failure} failed`;
    const close = el("button", { type: "button", class: "small" }, "Dismiss");
    const title = el("h4", { tabindex: -1 }, summary);
    close.addEventListener("click", () => {
      results.replaceChildren();
      byId("reload-users").focus();
    });
    results.replaceChildren(
      el(
        "div",
        { class: "results", "data-ok": String(result.failure === 0) },
        el("div", { class: "bar" }, title, el("div", { class: "buttons" }, close)),
        el("ul", {}, ...result.items.map((item) => itemLine(item, users.get(item.id), one))),
      ),
    );
    title.focus();
    announce(summary);
  }

  function clear() {
    results.replaceChildren();
    clearFailure(failure);
  }

  return {
    clear,
    /**
     * Asks, and deletes.
     * @param {AirfobClient} client
     * @param {What} what
     * @param {AirfobUser[]} users
     * @param {() => Promise<unknown>} look searches again
     * @returns {Promise<string[] | undefined>} the ids of users who are done with; undefined: nothing was done, as far as is known
     */
    async run(client, what, users, look) {
      if (busy || !(await confirmed(what, users))) return undefined;
      const { idOf } = KINDS[what];
      const byItem = new Map(users.map((user) => [idOf(user), user]));
      const ids = [...byItem.keys()];
      busy = true;
      clear();
      setBusy(results, true);
      try {
        const result = await (what === "users" ? client.deleteUsers(ids) : client.deleteCards(ids));
        show(what, result, byItem);
        const settled = result.items.filter(({ ok, status }) => ok || status === GONE);
        return settled.map(({ id }) => byItem.get(id)?.userId ?? "");
      } catch (error) {
        log.failed(error);
        const unsure = /** @type {import("roomkey").RoomkeyError} */ (error).outcome === "unknown";
        showFailure(
          failure,
          error,
          unsure ? { label: "Search again", act: () => void look(), always: true } : undefined,
        );
        return undefined;
      } finally {
        busy = false;
        setBusy(results, false);
      }
    },
  };
}
