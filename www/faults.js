// @ts-check
// Make it fail: faults, other licences and a moved clock, where an emulator stands in for the services.

import { everySecond, now, setClock } from "./clock.js";
import { announce, byId, el, within } from "./dom.js";
import { localDateTime, plural } from "./format.js";
import { poll } from "./poll.js";

/** @typedef {import("./emulator.js").Emulator} Emulator */
/** @typedef {import("./emulator.js").Fault} Fault */

const LOOK_MS = 5000;

/** @typedef {{ title: string, fault: (service: string) => Fault["fault"] }} Trouble */

/** A part that every answer of a service has. @type {Record<string, string>} */
const ALWAYS_THERE = { arctos: "info", sConnector: "data", airfob: "status" };

/** How a service says that a token is too old. @type {Record<string, object>} */
const EXPIRED = {
  arctos: { status: 0, code: 1404, message: "token has expired" },
  sConnector: { status: false, message: "jwt expired" },
  airfob: { status: 401, message: "the token has expired" },
};

/** @type {Record<string, Trouble>} */
const TROUBLES = {
  unavailable: { title: "503: not available", fault: () => ({ type: "status", status: 503 }) },
  unavailableFor: {
    title: "503: not available, come back in 2 s",
    fault: () => ({ type: "status", status: 503, headers: { "retry-after": "2" } }),
  },
  rateLimited: {
    title: "429: too many requests, wait 45 s",
    fault: () => ({ type: "status", status: 429, headers: { "retry-after": "45" } }),
  },
  slow: { title: "Slow: answers 3 s late", fault: () => ({ type: "delay", ms: 3000 }) },
  hang: { title: "Hangs: never answers", fault: () => ({ type: "hang" }) },
  cut: { title: "The connection breaks in mid-answer", fault: () => ({ type: "cut", bytes: 10 }) },
  lost: { title: "Done, but the answer is lost", fault: () => ({ type: "lost" }) },
  garbage: { title: "An answer that is no JSON", fault: () => ({ type: "garbage" }) },
  html: { title: "A web page instead of an answer", fault: () => ({ type: "html", status: 200 }) },
  redirect: {
    title: "A redirect to somewhere else",
    fault: () => ({ type: "redirect", status: 302, location: "/elsewhere" }),
  },
  wrongType: {
    title: "A value of the wrong type",
    fault: (service) => ({ type: "set", path: ALWAYS_THERE[service] ?? "", value: "surprise" }),
  },
  expired: {
    title: "401: the token has expired",
    fault: (service) => ({ type: "status", status: 401, body: EXPIRED[service] }),
  },
};

/** @type {Record<string, { title: string, operations: Record<string, string> }>} */
const TARGETS = {
  arctos: {
    title: "Arctos",
    operations: {
      getAuthCode: "get code",
      getAuthTokenUseCode: "exchange code for token",
      checkAuthToken: "check token",
    },
  },
  sConnector: {
    title: "S-Connector",
    operations: {
      authenticate: "access token",
      getLicense: "licence",
      listSessions: "live sessions",
      getSession: "one room",
      getUsage: "usage",
    },
  },
  airfob: {
    title: "Airfob",
    operations: {
      login: "log in",
      searchUsers: "search",
      createUserWithCard: "issue",
      sendCard: "resend",
      reissueCard: "reissue",
      deleteUsers: "delete users",
      deleteCards: "delete cards",
    },
  },
};

/** @type {Record<string, string>} */
const LICENSES = {
  expired: "Expired (3404)",
  exceeded: "All rooms taken (3405)",
  missing: "No licence file (3401)",
  wrongType: "Wrong type (3402)",
  unauthorized: "Not authorised (3403)",
  noRoom: "Room does not exist (3406)",
  forbidden: "Access not allowed (403)",
  warning: "Valid, with a warning",
};

/**
 * Enough to name a fault that the emulator tells of: it fills in members that were left out.
 * @param {Fault["fault"]} known
 * @param {Fault["fault"]} told
 */
const looksLike = (known, told) =>
  known.type === told.type &&
  known.status === told.status &&
  JSON.stringify(known.headers ?? {}) === JSON.stringify(told.headers ?? {});

/** @param {Fault} fault */
function describe({ service, operation, times, fault }) {
  const place = service ? TARGETS[service] : undefined;
  const where = [place?.title ?? service ?? "any service", operation && (place?.operations[operation] ?? operation)];
  const trouble = Object.values(TROUBLES).find((each) => looksLike(each.fault(service ?? ""), fault));
  const often = times === 0 ? "until cleared" : times === 1 ? "once" : `${times} times`;
  return `${trouble?.title ?? fault.type}; ${where.filter(Boolean).join(", ")}; ${often}`;
}

/**
 * @param {Emulator} emulator
 * @param {(licenseKey: string) => void} useLicense
 */
export function faultBench(emulator, useLicense) {
  const form = byId("fault-form", HTMLFormElement);
  const active = byId("active-faults");
  const problem = byId("bench-failure");
  const license = byId("license-choice", HTMLSelectElement);
  const time = byId("world-time");

  const { licenseKey, licenses } = emulator.world.arctos;
  const clear = el("button", { type: "button", class: "small" }, "Clear all");

  /** @param {Fault[]} faults */
  function drawFaults(faults) {
    byId("bench-summary").textContent = faults.length > 0 ? plural(faults.length, "fault") : "Emulator";
    active.replaceChildren(
      ...(faults.length > 0
        ? [
            el("div", { class: "bar" }, el("h3", {}, "Waiting to happen"), clear),
            el("ul", { class: "faults" }, ...faults.map((each) => el("li", {}, describe(each)))),
          ]
        : []),
    );
  }

  /** Asks the emulator, and says so if it is gone. @param {() => Promise<void>} ask */
  async function asking(ask) {
    try {
      await ask();
      problem.replaceChildren();
    } catch {
      problem.replaceChildren(
        el("p", { class: "warning" }, "The emulator does not answer any more. Is it still running?"),
      );
    }
  }

  const look = () =>
    asking(async () => {
      const [clock, faults] = await Promise.all([emulator.readClock(), emulator.faults()]);
      setClock(clock);
      drawFaults(faults);
    });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(form);
    const [service = "", operation] = String(data.get("target")).split("/");
    const trouble = TROUBLES[String(data.get("fault"))];
    if (!trouble) return;
    void asking(async () => {
      await emulator.inject({ service, operation, times: Number(data.get("times")), fault: trouble.fault(service) });
      drawFaults(await emulator.faults());
      announce(`Switched on: ${trouble.title}`);
    });
  });
  clear.addEventListener("click", () =>
    asking(async () => {
      await emulator.clearFaults();
      drawFaults([]);
      form.querySelector("button")?.focus();
      announce("Faults cleared");
    }),
  );
  license.addEventListener("change", () => {
    useLicense(licenses[license.value] ?? licenseKey);
    announce(`Licence: ${license.selectedOptions[0]?.text}`);
  });
  for (const button of byId("bench").querySelectorAll("[data-advance]")) {
    button.addEventListener("click", () =>
      asking(async () => {
        setClock(await emulator.advanceClock(Number(button.getAttribute("data-advance"))));
        announce(`The emulator’s clock is at ${localDateTime(now())}`);
      }),
    );
  }

  const option = (/** @type {string} */ value, /** @type {string} */ text) => el("option", { value }, text);
  within(form, "[name=fault]").replaceChildren(...Object.entries(TROUBLES).map(([id, { title }]) => option(id, title)));
  within(form, "[name=target]").replaceChildren(
    ...Object.entries(TARGETS).map(([service, { title, operations }]) =>
      el(
        "optgroup",
        { label: title },
        option(service, `${title}, any call`),
        ...Object.entries(operations).map(([id, text]) => option(`${service}/${id}`, `${title}, ${text}`)),
      ),
    ),
  );
  license.replaceChildren(
    option("", "Valid"),
    ...Object.entries(LICENSES).flatMap(([name, text]) => (licenses[name] ? [option(name, text)] : [])),
  );

  byId("bench").hidden = false;
  everySecond(() => {
    time.textContent = localDateTime(now());
  });
  poll(look, LOOK_MS).start();
}
