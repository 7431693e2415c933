// @ts-check
// The emulator's control side: demo keys, a clock that can be moved, faults that can be switched on.
// It is the one thing here that is not asked through roomkey, since it is none of the services.
// It is a server on this machine, or lives inside of the page: then nothing is sent.

/**
 * What a world of the emulator says of itself.
 * @typedef {object} World
 * @property {string} control
 * @property {number} now
 * @property {{ baseUrl: string, licenseKey: string, licenses: Record<string, string> }} arctos
 * @property {{ baseUrl: string, accessKey: string, secretKey: string }} sConnector
 * @property {{ baseUrl: string, email: string, password: string, sites: Site[] }} airfob
 */
/**
 * A site of Airfob and its settings; a real site's are not told.
 * @typedef {{ siteId: string, cardType?: string, format?: string, contact?: string }} Site
 */
/**
 * @typedef {{ service?: string, operation?: string, times?: number, fault: { type: string, [member: string]: unknown } }} Fault
 */

/** @typedef {import("roomkey/testing").Emulator} InMemory */
/** @typedef {import("roomkey/testing").EmulatorFetch} EmulatorFetch */

/** The sites of the demo world, which roomkey/testing does not tell. @type {Site[]} */
const SITES = [
  { siteId: "0", cardType: "DYNAMIC", format: "GENERAL", contact: "EMAIL" },
  { siteId: "1001", cardType: "REGULAR", format: "GENERAL", contact: "EMAIL" },
  { siteId: "1002", cardType: "DYNAMIC", format: "GENERAL", contact: "PHONE" },
  { siteId: "1003", cardType: "REGULAR", format: "ASCII", contact: "PHONE" },
  { siteId: "1004", cardType: "DYNAMIC", format: "ASCII", contact: "EMAIL" },
];

const DEFAULT_CONTROL = "http://127.0.0.1:8700/worlds/default";
/** A busy machine is slow to answer; one without an emulator refuses at once. */
const PATIENCE_MS = 10_000;

/** @param {string} host */
const isLoopback = (host) => ["127.0.0.1", "localhost", "[::1]"].includes(host);

/**
 * Where to ask for an emulator. A link may name another world (`?control=…`), but only on this machine: a stranger's link must not
 * choose the hosts that someone's keys go to.
 * @param {Location} page
 */
function candidates(page) {
  const named = new URLSearchParams(page.search).get("control");
  if (named !== null) return URL.canParse(named) && isLoopback(new URL(named).hostname) ? [named] : [];
  const own = new URL("emulator.json", page.href).href;
  return isLoopback(page.hostname) ? [own, DEFAULT_CONTROL] : [own];
}

/**
 * @param {string} url
 * @param {RequestInit} [init]
 */
async function askJson(url, init) {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`The emulator answered ${response.status}`);
  return response.json();
}

/** Whether the services shall be emulated inside of the page: its address says so, or the page, as a site without a server does. @param {Location} page */
function staysInside(page) {
  const told = document.querySelector('meta[name="emulator"]')?.getAttribute("content");
  return told === "page" || new URLSearchParams(page.search).has("offline");
}

/**
 * @param {Location} page
 * @returns {Promise<Emulator | undefined>} undefined when none answers
 */
export async function findEmulator(page) {
  if (staysInside(page)) {
    // Loaded here alone: it is larger than all the rest.
    const { createEmulator } = await import("roomkey/testing");
    return new EmulatorInPage(await createEmulator({ ticking: true }));
  }
  for (const url of candidates(page)) {
    try {
      const world = await askJson(url);
      if (typeof world?.control === "string") return new Emulator(world);
    } catch {
      // No emulator there.
    }
  }
  return undefined;
}

export class Emulator {
  /** @param {World} world */
  constructor(world) {
    this.world = world;
    /** Whether it lives inside of the page. */
    this.isInPage = false;
  }

  /**
   * Its own fetch for an address that only that one reaches.
   * @param {string} _url
   * @returns {EmulatorFetch | undefined}
   */
  fetchFor(_url) {
    return undefined;
  }

  /** @returns {Promise<number>} its time, ms since 1970 */
  async readClock() {
    return (await askJson(`${this.world.control}/clock`)).now;
  }

  /**
   * @param {number} ms
   * @returns {Promise<number>}
   */
  async advanceClock(ms) {
    return (await this.#post("clock", { advanceMs: ms })).now;
  }

  /** @returns {Promise<Fault[]>} */
  async faults() {
    return askJson(`${this.world.control}/faults`);
  }

  /** @param {Fault} fault */
  async inject(fault) {
    await this.#post("faults", fault);
  }

  async clearFaults() {
    await fetch(`${this.world.control}/faults`, { method: "DELETE", signal: AbortSignal.timeout(PATIENCE_MS) });
  }

  /**
   * @param {string} path
   * @param {unknown} body
   */
  #post(path, body) {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    return askJson(`${this.world.control}/${path}`, init);
  }
}

/** The same without a server: `roomkey/testing` answers the clients. */
class EmulatorInPage extends Emulator {
  #emulator;

  /** @param {InMemory} emulator */
  constructor(emulator) {
    const { arctos, sConnector, airfob, licenses, clock } = emulator;
    super({
      control: "",
      now: clock.now(),
      arctos: { baseUrl: arctos.baseUrl, licenseKey: arctos.licenseKey, licenses },
      sConnector: { baseUrl: sConnector.baseUrl, ...sConnector.credentials },
      airfob: { baseUrl: airfob.baseUrl, ...airfob.credentials, sites: SITES },
    });
    this.#emulator = emulator;
    this.isInPage = true;
  }

  /** @override @param {string} url */
  fetchFor(url) {
    const { arctos, sConnector, airfob } = this.world;
    const origins = [arctos, sConnector, airfob].map(({ baseUrl }) => new URL(baseUrl).origin);
    return URL.canParse(url) && origins.includes(new URL(url).origin) ? this.#emulator.fetch : undefined;
  }

  /** @override */
  async readClock() {
    return this.#emulator.clock.now();
  }

  /** @override @param {number} ms */
  async advanceClock(ms) {
    this.#emulator.clock.advance({ ms });
    return this.#emulator.clock.now();
  }

  /** @override @returns {Promise<Fault[]>} */
  async faults() {
    return this.#emulator.faults().map(({ service, operation, times = 1, after: _, ...fault }) => ({
      service,
      operation,
      // The server's word for it.
      times: times === Number.POSITIVE_INFINITY ? 0 : times,
      fault,
    }));
  }

  /** @override @param {Fault} fault */
  async inject({ service, operation, times, fault }) {
    this.#emulator.fault({
      service: /** @type {import("roomkey").Service | undefined} */ (service),
      operation,
      times: times === 0 ? Number.POSITIVE_INFINITY : times,
      ...fault,
    });
  }

  /** @override */
  async clearFaults() {
    this.#emulator.clearFaults();
  }
}
