// @ts-check
// The emulator's control side: demo keys, a clock that can be moved, faults that can be switched on.
// It is the one thing here that is not asked through roomkey, since it is none of the services.

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
  const own = new URL("/emulator.json", page.href).href;
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

/**
 * @param {Location} page
 * @returns {Promise<Emulator | undefined>} undefined when none answers
 */
export async function findEmulator(page) {
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
