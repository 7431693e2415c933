// @ts-check
// Sign in: code, token and identity as three steps, or all at once.

import { clockOffset, everySecond, timeLeft } from "./clock.js";
import { announce, byId, el, facts, setBusy, within, words } from "./dom.js";
import { clearFailure, markArgument, showFailure } from "./failure-panel.js";
import { localDateTime, localTime, mask, plural } from "./format.js";
import { claimsOf } from "./jwt.js";
import { lifetime } from "./lifetime.js";

/** @typedef {import("roomkey").ArctosClient} ArctosClient */
/** @typedef {import("roomkey").AuthCode} AuthCode */
/** @typedef {import("roomkey").AuthToken} AuthToken */
/** @typedef {import("roomkey").Identity} Identity */
/** @typedef {"idle" | "busy" | "done" | "failed" | "over"} State */

const CODE_LIFE_MS = 600_000;

const ROLES = {
  MODERATOR: "leads meetings",
  PUBLISHER: "speaks and shares",
  ADMIN: "administers",
  SWITCH: "a moderator’s device",
  CLIENT: "a publisher’s device",
};

/** The steps, in the order they are taken, and what the package calls them. */
const OPERATIONS = { code: "getAuthCode", token: "getAuthTokenUseCode", identity: "checkAuthToken" };

/** @typedef {keyof typeof OPERATIONS} Step */
const STEPS = /** @type {Step[]} */ (Object.keys(OPERATIONS));

/** @param {string} id */
function step(id) {
  const root = byId(id);
  const state = within(root, ".state");
  const result = within(root, ".result");
  return {
    button: within(root, "button", HTMLButtonElement),
    /**
     * @param {State} value
     * @param {string} text
     */
    mark(value, text) {
      root.dataset.state = value;
      state.textContent = text;
    },
    /** @param {(Node | string)[]} nodes */
    show(...nodes) {
      result.replaceChildren(...nodes);
    },
  };
}

/** @param {string | undefined} warning a success that the service wants to say something about */
const warned = (warning) => (warning ? [el("p", { class: "warning" }, "The service warns: ", words(warning))] : []);

/** @param {string} name @param {unknown} value */
function claimText(name, value) {
  if (["iat", "exp", "nbf"].includes(name) && typeof value === "number") return localDateTime(value * 1000);
  return typeof value === "string" ? words(value) : JSON.stringify(value);
}

/** @param {AuthToken} token */
function claimsTable(token) {
  const claims = claimsOf(token.accessToken);
  if (!claims) return el("p", { class: "hint" }, "The token is no JWT, so there are no claims to show.");
  return facts(Object.entries(claims).map(([name, value]) => [name, claimText(name, value)]));
}

/** @param {import("./log.js").RequestLog} log */
export function signInSection(log) {
  const form = byId("sign-in-form", HTMLFormElement);
  const section = byId("sign-in");
  const failure = byId("sign-in-failure");
  const all = byId("sign-in-all", HTMLButtonElement);
  const out = byId("sign-out", HTMLButtonElement);
  const steps = { code: step("step-code"), token: step("step-token"), identity: step("step-identity") };

  /** @type {ArctosClient | undefined} */
  let client;
  /** @type {AuthCode | undefined} */
  let code;
  /** @type {AuthToken | undefined} */
  let token;
  /** @type {Step | undefined} the step that is being taken */
  let busy;
  let calling = new AbortController();
  /** @type {(() => void)[]} stops the countdowns of code and token */
  const countdowns = [];

  function request() {
    const data = new FormData(form);
    const name = String(data.get("name")).trim();
    return {
      userId: String(data.get("userId")).trim(),
      ...(name ? { name } : {}),
      role: /** @type {import("roomkey").ArctosRole} */ (String(data.get("role"))),
    };
  }
  const clientId = () => String(new FormData(form).get("clientId"));

  function enable() {
    const ready = client !== undefined;
    all.disabled = !ready;
    steps.code.button.disabled = !ready;
    steps.token.button.disabled = !ready || !code;
    steps.identity.button.disabled = !ready || !token;
    out.disabled = !ready || (!code && !token);
  }

  /** Back to before step `from`. @param {Step} from */
  function forget(from) {
    steps.identity.mark("idle", "Not yet");
    steps.identity.show();
    if (from === "identity") return;
    token = undefined;
    countdowns[1]?.();
    steps.token.mark("idle", "Not yet");
    steps.token.show();
    if (from === "token") return;
    code = undefined;
    countdowns[0]?.();
    steps.code.mark("idle", "Not yet");
    steps.code.show();
  }

  /** @param {AuthCode} got */
  function showCode(got) {
    code = got;
    const life = lifetime("Time left for the code", timeLeft(got.expiresAt), CODE_LIFE_MS);
    steps.code.mark("done", "Done");
    steps.code.show(el("p", {}, el("code", { class: "secret" }, mask(got.code))), life.node, ...warned(got.warning));
    countdowns[0]?.();
    countdowns[0] = everySecond(() => {
      if (!life.draw()) steps.code.mark("over", "Expired");
    });
  }

  function showCodeUsed() {
    countdowns[0]?.();
    steps.code.mark("done", "Used");
    steps.code.show(el("p", { class: "hint" }, "The code has been used. It can’t be used again."));
  }

  /** @param {AuthToken} got */
  function showToken(got) {
    token = got;
    countdowns[1]?.();
    steps.token.mark("done", "Done");
    const masked = el("p", {}, el("code", { class: "secret" }, mask(got.accessToken)));
    const claims = claimsTable(got);
    if (got.expiresAt === undefined) {
      steps.token.show(masked, claims, ...warned(got.warning));
      return;
    }
    const left = timeLeft(got.expiresAt);
    const life = lifetime("Time left for the token", left, left());
    steps.token.show(masked, life.node, claims, ...warned(got.warning));
    countdowns[1] = everySecond(() => {
      if (!life.draw()) steps.token.mark("over", "Expired");
    });
  }

  /** @param {Identity} got */
  function showIdentity(got) {
    const meaning = /** @type {Record<string, string>} */ (ROLES)[got.role];
    steps.identity.mark("done", "Signed in");
    steps.identity.show(
      facts([
        ["Arctos’ id", words(got.userId)],
        ["Role", el("span", {}, el("b", { class: "badge" }, got.role), meaning ? ` ${meaning}` : "")],
        ["Client", got.clientId],
        ["Licensed rooms", got.licenseRoom === undefined ? "not told" : plural(got.licenseRoom, "room")],
        ["Licence path", got.licensePath ?? "not told"],
      ]),
      ...warned(got.warning),
    );
    announce(`Signed in as ${got.userId}, ${got.role}`);
  }

  /**
   * One call at a time. What later steps brought is forgotten; a failure is shown below the steps.
   * @param {Step} first the step it begins with
   * @param {(client: ArctosClient, options: { signal: AbortSignal }) => Promise<() => void>} call gives what shows its result
   * @param {import("./failure-panel.js").Again} again
   */
  async function run(first, call, again) {
    if (busy || !client) return;
    calling = new AbortController();
    const { signal } = calling;
    busy = first;
    setBusy(section, true);
    clearFailure(failure);
    forget(first);
    enable();
    steps[first].mark("busy", "Working…");
    try {
      const show = await call(client, { signal });
      if (!signal.aborted) show();
    } catch (error) {
      if (signal.aborted) {
        log.cancelled("arctos", OPERATIONS[busy]);
      } else {
        log.failed(error);
        steps[busy].mark("failed", "Failed");
        showFailure(failure, error, again);
        markArgument(failure, form, error);
      }
    } finally {
      busy = undefined;
      setBusy(section, false);
      enable();
    }
  }

  async function getCode() {
    await run(
      "code",
      async (arctos, options) => {
        const got = await arctos.getAuthCode(request(), options);
        return () => {
          showCode(got);
          announce(`Code received, good until ${localTime(got.expiresAt + clockOffset())}`);
        };
      },
      { act: getCode },
    );
  }

  async function exchange() {
    const given = code;
    if (!given) return;
    await run(
      "token",
      async (arctos, options) => {
        const got = await arctos.getAuthTokenUseCode({ code: given.code, clientId: clientId() }, options);
        return () => {
          showCodeUsed();
          showToken(got);
          announce("Token received");
        };
      },
      // A code is never sent twice: what helps is a new one.
      { label: "Get a new code", act: getCode, always: true },
    );
  }

  async function check() {
    const given = token;
    if (!given) return;
    await run(
      "identity",
      async (arctos, options) => {
        const got = await arctos.checkAuthToken(given.accessToken, options);
        return () => showIdentity(got);
      },
      { act: check },
    );
  }

  async function signIn() {
    if (!form.reportValidity()) return;
    await run(
      "code",
      async (arctos, options) => {
        const got = await arctos.signIn({ ...request(), clientId: clientId() }, options);
        return () => {
          showCodeUsed();
          showToken(got.token);
          // The code is used, and its own warning with it: the first one there was is shown here.
          showIdentity({ ...got.identity, warning: got.warning });
        };
      },
      { act: signIn },
    );
  }

  async function signOut() {
    calling.abort();
    await client?.signOut();
    forget("code");
    clearFailure(failure);
    enable();
    all.focus();
    announce("Signed out");
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void signIn();
  });
  steps.code.button.addEventListener("click", () => {
    if (form.reportValidity()) void getCode();
  });
  steps.token.button.addEventListener("click", exchange);
  steps.identity.button.addEventListener("click", check);
  out.addEventListener("click", signOut);

  return {
    /**
     * Shows how far one call that takes all steps has come.
     * @param {import("roomkey").ClientEvent} event
     */
    onEvent(event) {
      if (event.type !== "attempt" || event.service !== "arctos" || !busy) return;
      const taken = STEPS.find((name) => OPERATIONS[name] === event.operation);
      if (!taken || taken === busy) return;
      steps[busy].mark("done", "Done");
      steps[taken].mark("busy", "Working…");
      busy = taken;
    },
    /** @param {ArctosClient | undefined} arctos */
    connect(arctos) {
      if (client === arctos && client) return;
      calling.abort();
      client = arctos;
      forget("code");
      clearFailure(failure);
      enable();
      if (!client)
        steps.code.show(el("p", { class: "hint" }, "Enter an Arctos base URL and key under Connection first."));
    },
  };
}
