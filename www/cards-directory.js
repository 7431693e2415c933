// @ts-check
// The directory of a site: search as you type, pages, one user in full, and a selection to delete.

import { deletion } from "./cards-delete.js";
import { nameOf, userDetail, userRow } from "./cards-user.js";
import { announce, byId, el, setBusy, within } from "./dom.js";
import { clearFailure, showFailure } from "./failure-panel.js";
import { count, plural } from "./format.js";

/** @typedef {import("roomkey").AirfobClient} AirfobClient */
/** @typedef {import("roomkey").AirfobUser} AirfobUser */
/** @typedef {import("roomkey").UserPage} UserPage */
/** @typedef {import("./emulator.js").Site} Site */

const PAGE_SIZE = 10;

/** As long as a hand rests between two letters. */
const TYPING_MS = 200;

/** @param {number} total */
const lastPage = (total) => Math.max(0, Math.ceil(total / PAGE_SIZE) - 1);

/** @param {import("./log.js").RequestLog} log */
export function userDirectory(log) {
  const form = byId("user-search", HTMLFormElement);
  const input = within(form, "[name=q]", HTMLInputElement);
  const order = within(form, "[name=order]", HTMLSelectElement);
  const foundText = byId("found");
  const selectionBox = byId("selection");
  const failure = byId("directory-failure");
  const list = byId("users");
  const pages = byId("pages");
  const previous = within(pages, "button:first-of-type", HTMLButtonElement);
  const next = within(pages, "button:last-of-type", HTMLButtonElement);
  const deleting = deletion(log);

  /** @type {AirfobClient | undefined} */
  let client;
  let siteId = "";
  // What the list shows. A search that is under way or failed changes none of it.
  let page = 0;
  /** @type {UserPage | undefined} */
  let found;
  let foundFor = { q: "", order: "" };
  /** @type {Map<string, AirfobUser>} by id; it outlasts pages and searches */
  const selected = new Map();
  /** @type {{ userId: string, detail: ReturnType<typeof userDetail> } | undefined} */
  let opened;
  /** @type {{ page: number, controller: AbortController } | undefined} */
  let loading;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;

  /** What a keyboard may send in parts, such as a Korean syllable, is searched for as a whole. */
  const query = () => input.value.trim().normalize("NFC");

  /**
   * Draws, and leaves the focus where it was.
   * @param {() => void} change
   */
  function keepingFocus(change) {
    const before = document.activeElement;
    change();
    if (!before || before === document.activeElement) return;
    const key = before.getAttribute("data-key");
    const now = before.isConnected ? before : key && list.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (now instanceof HTMLElement) now.focus({ preventScroll: true });
  }

  /** @param {AirfobUser} user */
  function row(user) {
    const { userId } = user;
    const open = opened?.userId === userId;
    const item = userRow(user, {
      picked: selected.has(userId),
      open,
      pick(picked) {
        if (picked) selected.set(userId, user);
        else selected.delete(userId);
        drawSelection();
        drawPickAll();
      },
      toggle() {
        open ? close() : show(userId);
        draw();
      },
    });
    if (open && opened) {
      opened.detail.update(user);
      item.append(opened.detail.node);
    }
    return item;
  }

  function close() {
    opened = undefined;
  }

  /** @param {string} userId */
  function show(userId) {
    if (client) opened = { userId, detail: userDetail(log, client, siteId, load) };
  }

  const pickAll = el("input", { type: "checkbox", "data-key": "pick all" });
  pickAll.addEventListener("change", () => {
    for (const user of found?.users ?? []) {
      if (pickAll.checked) selected.set(user.userId, user);
      else selected.delete(user.userId);
    }
    draw();
  });

  function drawPickAll() {
    const users = found?.users ?? [];
    const picked = users.filter(({ userId }) => selected.has(userId)).length;
    pickAll.checked = picked > 0 && picked === users.length;
    pickAll.indeterminate = picked > 0 && picked < users.length;
  }

  function drawList() {
    if (!found) return;
    const { users, total } = found;
    if (opened && !users.some(({ userId }) => userId === opened?.userId)) close();
    drawPickAll();
    list.replaceChildren(
      users.length > 0
        ? el(
            "div",
            { class: "people" },
            el("label", { class: "pick-all hint" }, pickAll, "Select all on this page"),
            el("ul", {}, ...users.map(row)),
          )
        : el("p", { class: "empty" }, nobody(total)),
    );
  }

  /** @param {number} total */
  function nobody(total) {
    if (total > 0) return "Nobody is on this page any more.";
    if (foundFor.q)
      return `Nobody is found for “${foundFor.q}”. Try a part of the name, the key, the e-mail or the phone number.`;
    return "Nobody has a card here yet. Issue the first user below.";
  }

  function drawPages() {
    const last = lastPage(found?.total ?? 0);
    pages.hidden = !found || found.total <= PAGE_SIZE;
    const first = page * PAGE_SIZE;
    within(pages, "p").textContent = found
      ? `${count(first + 1)} to ${count(first + found.users.length)} of ${count(found.total)}, page ${count(page + 1)} of ${count(last + 1)}`
      : "";
    const [had, at] = [document.activeElement, page];
    previous.disabled = at === 0;
    next.disabled = at >= last;
    // A button that is switched off loses the focus: the other one takes it.
    if (had === next && next.disabled) previous.focus();
    if (had === previous && previous.disabled) next.focus();
  }

  function drawSelection() {
    const users = [...selected.values()];
    const holders = users.filter(({ card }) => card);
    selectionBox.hidden = users.length === 0;
    const act = (/** @type {string} */ text, /** @type {() => void} */ run, /** @type {string} */ look) => {
      const button = el("button", { type: "button", class: `small ${look}` }, text);
      button.addEventListener("click", run);
      return button;
    };
    selectionBox.replaceChildren(
      el("p", {}, el("strong", {}, `${count(users.length)} selected`)),
      act(`Delete users (${count(users.length)})`, () => remove("users", users), "danger"),
      holders.length > 0
        ? act(`Delete cards (${count(holders.length)})`, () => remove("cards", holders), "danger")
        : "",
      act(
        "Clear selection",
        () => {
          selected.clear();
          draw();
          pickAll.focus();
        },
        "",
      ),
    );
  }

  function draw() {
    keepingFocus(() => {
      drawList();
      drawPages();
      drawSelection();
    });
  }

  /**
   * What failed stays selected, to be tried again; what is gone can't be.
   * @param {"users" | "cards"} what
   * @param {AirfobUser[]} users
   */
  async function remove(what, users) {
    if (!client) return;
    const settled = await deleting.run(client, what, users, load);
    if (!settled) return;
    for (const userId of settled) selected.delete(userId);
    await load();
  }

  /**
   * @param {number} [wanted] becomes the list's page once its users are there
   * @returns {Promise<boolean>} whether the list is what was asked for
   */
  async function load(wanted = page) {
    const mine = client;
    if (!mine) return false;
    halt();
    const q = query();
    const by = /** @type {"asc" | "desc"} */ (order.value);
    // A page of the list says nothing about another search.
    const asked = q === foundFor.q && by === foundFor.order ? wanted : 0;
    const controller = new AbortController();
    const { signal } = controller;
    loading = { page: asked, controller };
    clearFailure(failure);
    setBusy(list, true);
    if (!found) list.replaceChildren(el("p", { class: "empty" }, "Loading…"));
    const search = { siteId, page: asked, size: PAGE_SIZE, order: by };
    try {
      const got = await mine.searchUsers(q ? { ...search, q } : search, { signal });
      if (signal.aborted) return false;
      if (got.users.length === 0 && asked > lastPage(got.total)) return await load(lastPage(got.total));
      page = asked;
      found = got;
      foundFor = { q, order: by };
      for (const user of got.users) if (selected.has(user.userId)) selected.set(user.userId, user);
      foundText.textContent = `${plural(got.total, "user")}${q ? ` for “${q}”` : ""}`;
      draw();
      return true;
    } catch (error) {
      if (signal.aborted) {
        log.cancelled("airfob", "searchUsers");
        return false;
      }
      log.failed(error);
      if (!found) list.replaceChildren();
      showFailure(failure, error, { act: () => void load(asked) });
      return false;
    } finally {
      if (loading?.controller === controller) {
        loading = undefined;
        setBusy(list, false);
      }
    }
  }

  /** Ends a search that is under way or about to begin. */
  function halt() {
    clearTimeout(typing);
    loading?.controller.abort();
  }

  /** A search by hand tells how many it found; one that follows another deed does not. */
  async function search() {
    if (await load(0)) announce(`${foundText.textContent} found`);
  }

  input.addEventListener("input", () => {
    halt();
    typing = setTimeout(search, TYPING_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void search();
  });
  order.addEventListener("change", search);
  byId("reload-users").addEventListener("click", () => load());
  previous.addEventListener("click", () => turn(-1));
  next.addEventListener("click", () => turn(1));

  /** @param {number} by */
  async function turn(by) {
    // Pressed once more before the answer, it goes on from the page that is under way.
    const from = loading?.page ?? page;
    if (await load(Math.max(0, from + by))) announce(within(pages, "p").textContent ?? "");
  }

  return {
    /**
     * @param {AirfobClient | undefined} airfob
     * @param {Site} site
     */
    connect(airfob, site) {
      halt();
      client = airfob;
      siteId = site.siteId;
      page = 0;
      input.value = "";
      found = undefined;
      close();
      selected.clear();
      clearFailure(failure);
      deleting.clear();
      foundText.textContent = "";
      list.replaceChildren();
      drawPages();
      drawSelection();
      if (client && siteId) void load();
    },
    /**
     * Searches for someone, and shows who was meant.
     * @param {string} userKey
     * @param {string} [userId]
     * @returns {Promise<AirfobUser | undefined>}
     */
    async find(userKey, userId) {
      input.value = userKey;
      if (userId !== undefined) show(userId);
      if (!(await load(0))) return undefined;
      const meant = found?.users.find((user) =>
        userId === undefined ? user.userKey === userKey : user.userId === userId,
      );
      const name = meant && list.querySelector(`[data-key="${CSS.escape(`name ${meant.userId}`)}"]`);
      if (meant && name instanceof HTMLElement) {
        name.focus();
        announce(`${nameOf(meant)} is in the directory`);
      } else {
        input.focus();
      }
      return meant;
    },
  };
}
