// @ts-check
// An emulator as users have it: the services' options, a fetch, a clock, faults and records.

import { handlers, isMiniflare, outbound, route } from "./adapters.js";
import { readTold, respond, whenAborted } from "./delivery.js";
import { ORIGINS, serviceAt } from "./origins.js";
import { readRequest, signalOf } from "./request.js";

/** @typedef {import("#testing-glue").Glue} Glue */
/** @typedef {import("#testing-glue").Worlds} Worlds */
/** @typedef {import("./delivery.js").Delivery} Delivery */
/** @typedef {import("./request.js").Asked} Asked */
/** @typedef {Date | number | string} Time */

const OPTIONS = ["now", "ticking", "seed", "data"];
/** The most redirects that fetch follows. */
const REDIRECTS = 20;
const MOVED = [301, 302, 303, 307, 308];

/** @param {string} message @param {unknown} [cause] */
const misuse = (message, cause) => new TypeError(`roomkey/testing: ${message}`, { cause });

/**
 * Runs what the module refuses with words of its own.
 * @template T
 * @param {() => T} run
 * @returns {T}
 */
function asked(run) {
  try {
    return run();
  } catch (error) {
    throw misuse(error instanceof Error ? error.message : String(error), error);
  }
}

/**
 * @param {unknown} time
 * @param {string} name
 * @returns {number}
 */
function toTime(time, name) {
  const ms = typeof time === "number" ? time : new Date(/** @type {string} */ (time)).getTime();
  if (!Number.isFinite(ms)) {
    throw misuse(`${name} must be a Date, ms since 1970, or a date in a string: ${String(time)}`);
  }
  return Math.floor(ms);
}

/** @param {unknown} data @param {string} name */
function toJson(data, name) {
  if (typeof data !== "object" || data === null) throw misuse(`${name} must be an object`);
  return JSON.stringify(data);
}

export class Emulator {
  /** @type {Worlds | undefined} */
  #living;
  /** When its clock began, and whether it ticks. */
  #began;
  #ticking;
  /** What its clock shows, at `#since` of the real time. */
  #shown;
  #since = Date.now();
  #clock;
  #keys;

  /** @param {Glue} glue @param {any} [options] */
  constructor(glue, options = {}) {
    if (typeof options !== "object" || options === null) throw misuse("the options must be an object");
    for (const name of Object.keys(options)) {
      if (!OPTIONS.includes(name)) throw misuse(glue.nearestMember(name, OPTIONS.join(" ")));
    }
    const { now = Date.now(), ticking = false, seed = 1, data = {} } = options;
    if (typeof ticking !== "boolean") throw misuse("ticking must be true or false");
    this.#began = toTime(now, "now");
    this.#shown = this.#began;
    this.#ticking = ticking;
    const wish = JSON.stringify({ now: this.#began, seed, data });
    this.#living = asked(() => new glue.Worlds(JSON.stringify({ ...ORIGINS, control: "" }), wish, this.#began));
    this.#clock = Object.freeze({
      now: () => this.#now(),
      /** @param {Time} to */
      set: (to) => this.#show(asked(() => this.#worlds.checked(toTime(to, "the time")))),
      /** @param {object} by */
      advance: (by) => this.#show(asked(() => this.#worlds.later(this.#now(), toJson(by, "advance")))),
    });
    const { body } = readTold(this.#living.control("GET", "/worlds/default", new Uint8Array(), this.#began));
    this.#keys = JSON.parse(new TextDecoder().decode(body));
    Object.freeze(this.#keys.arctos.licenses);
  }

  get #worlds() {
    if (this.#living) return this.#living;
    throw new Error("roomkey/testing: this emulator was freed; make another one with createEmulator");
  }

  #now() {
    void this.#worlds;
    return this.#ticking ? this.#shown + (Date.now() - this.#since) : this.#shown;
  }

  /** @param {number} time */
  #show(time) {
    this.#shown = time;
    this.#since = Date.now();
  }

  /** What all clients are given. In a page (jsdom, a browser) they refuse keys; those of tests are no secrets. */
  get #given() {
    return { fetch: this.fetch, dangerouslyAllowBrowser: true };
  }

  get arctos() {
    return { baseUrl: ORIGINS.arctos, licenseKey: this.#keys.arctos.licenseKey, ...this.#given };
  }

  get sConnector() {
    const { accessKey, secretKey } = this.#keys.sConnector;
    return { baseUrl: ORIGINS.sConnector, credentials: { accessKey, secretKey }, ...this.#given };
  }

  get airfob() {
    const { email, password } = this.#keys.airfob;
    return { baseUrl: ORIGINS.airfob, credentials: { email, password }, ...this.#given };
  }

  get licenses() {
    void this.#worlds;
    return this.#keys.arctos.licenses;
  }

  get clock() {
    void this.#worlds;
    return this.#clock;
  }

  get fetch() {
    void this.#worlds;
    return this.#fetch;
  }

  /** @param {any} input @param {any} [init] @returns {Promise<Response>} */
  #fetch = async (input, init) => {
    if (isMiniflare(init)) return outbound(input, (request) => this.#serve(request));
    const signal = signalOf(input, init);
    const { aborted, stop } = whenAborted(signal);
    try {
      const request = await Promise.race([aborted, readRequest(input, init)]);
      return await this.#follow(request, signal, REDIRECTS);
    } finally {
      stop();
    }
  };

  /**
   * @param {Asked} request
   * @param {AbortSignal | undefined} signal
   * @param {number} left how many redirects may still be followed
   * @returns {Promise<Response>}
   */
  async #follow(request, signal, left) {
    const delivery = this.#serve(request);
    const location = MOVED.includes(delivery.status) && delivery.headers.find(([name]) => name === "location");
    if (!location || request.redirect === "manual") return respond(delivery, signal);
    if (request.redirect === "error" || left === 0) {
      throw new TypeError("fetch failed", { cause: new Error("unexpected redirect") });
    }
    const url = new URL(location[1], request.url);
    const becomesGet = delivery.status === 303 || (delivery.status < 303 && request.method === "POST");
    const next = becomesGet ? { ...request, method: "GET", body: new Uint8Array() } : request;
    return this.#follow({ ...next, url }, signal, left - 1);
  }

  /** @param {Asked} request @returns {Delivery} */
  #serve({ url, method, headers, body }) {
    const service = serviceAt(url);
    if (!service) {
      const known = Object.values(ORIGINS).join(", ");
      throw new Error(
        `roomkey/testing: a request to ${url.origin} was stopped, since nothing leaves an emulator. It answers for ${known}`,
      );
    }
    const target = `${url.pathname}${url.search}`;
    return readTold(this.#worlds.serve(service, method, target, JSON.stringify(headers), body, this.#now()));
  }

  /** @param {any[]} faults */
  fault(...faults) {
    const rules = faults.map((each) => {
      if (each?.times === 0) throw misuse("times must be 1 or more; Infinity is every request until clearFaults");
      // The handlers' word for it.
      return each?.times === Number.POSITIVE_INFINITY ? { ...each, times: 0 } : each;
    });
    const worlds = this.#worlds;
    asked(() => worlds.fault(JSON.stringify(rules)));
  }

  faults() {
    const rules = /** @type {{ times: number, fault: object }[]} */ (JSON.parse(this.#worlds.faults()));
    return rules.map(({ fault, ...aim }) => ({ ...aim, times: aim.times || Number.POSITIVE_INFINITY, ...fault }));
  }

  clearFaults() {
    this.#worlds.clearFaults();
  }

  /** @param {object} [filter] */
  requests(filter = {}) {
    const worlds = this.#worlds;
    const records = JSON.parse(asked(() => worlds.requests(toJson(filter, "the filter"))));
    for (const record of records) {
      if (record.operation === null) delete record.operation;
      if (record.status === null) delete record.status;
    }
    return records;
  }

  clearRequests() {
    this.#worlds.clearRequests();
  }

  /** @param {object} data */
  update(data) {
    const worlds = this.#worlds;
    asked(() => worlds.update(toJson(data, "data")));
  }

  reset() {
    this.#worlds.reset(this.#began);
    this.#show(this.#began);
  }

  free() {
    this.#living?.free();
    this.#living = undefined;
  }

  [/** @type {typeof Symbol.dispose} */ (Symbol.dispose ?? Symbol.for("dispose"))]() {
    this.free();
  }

  /** @param {any} http */
  handlers(http) {
    void this.#worlds;
    return handlers(http, (request) => this.#serve(request));
  }

  /** @param {any} page */
  route(page) {
    void this.#worlds;
    return route(page, (request) => this.#serve(request));
  }
}
