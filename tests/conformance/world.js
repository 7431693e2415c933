// A world of the emulator: three services with a clock, faults and a record of requests of their own, and clients for them.

async function ask(url, method = "GET", body) {
  const response = await fetch(url, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

export class World {
  #roomkey;
  #control;

  constructor(roomkey, told) {
    this.#roomkey = roomkey;
    this.#control = told.control;
    this.arctosKeys = told.arctos;
    this.sConnectorKeys = told.sConnector;
    this.airfobKeys = told.airfob;
  }

  static async make(roomkey, control, now) {
    return new World(roomkey, await ask(`${control}/worlds`, "POST", { now }));
  }

  /** The base URL of a service in this world. */
  baseUrl(service) {
    return this[`${service}Keys`].baseUrl;
  }

  /** With the world's own licence key, unless the options name another, or `licenseKey: undefined` for none. */
  arctos(options) {
    const { baseUrl, licenseKey } = this.arctosKeys;
    const all = { baseUrl, licenseKey, ...PATIENT, ...options };
    if (all.licenseKey === undefined) delete all.licenseKey;
    return new this.#roomkey.ArctosClient(all);
  }

  sConnector(options) {
    const { baseUrl, accessKey, secretKey } = this.sConnectorKeys;
    return new this.#roomkey.SConnectorClient({
      baseUrl,
      ...source({ accessKey, secretKey }, options),
      ...PATIENT,
      ...options,
    });
  }

  airfob(options) {
    const { baseUrl, email, password } = this.airfobKeys;
    return new this.#roomkey.AirfobClient({ baseUrl, ...source({ email, password }, options), ...PATIENT, ...options });
  }

  /** Adds a fault: `fault("getLicense", { type: "hang" }, { times: 2 })`. The operation `undefined` is every one. */
  fault(operation, fault, { times, after, service } = {}) {
    return ask(`${this.#control}/faults`, "POST", { service, operation, times, after, fault });
  }

  /** Adds faults, each with what `fault` takes: the oldest that is due strikes first. */
  faults(rules) {
    return ask(`${this.#control}/faults`, "POST", rules);
  }

  /** Fails unless every fault has struck. */
  async struck() {
    const left = await ask(`${this.#control}/faults`);
    if (left.length > 0) throw new Error(`${left.length} faults struck nothing: ${JSON.stringify(left[0])}`);
  }

  /** Drops all faults. */
  heal() {
    return ask(`${this.#control}/faults`, "DELETE");
  }

  /** What the services received: all of it, or one operation's. */
  async requests(operation) {
    const all = await ask(`${this.#control}/requests`);
    // Workers send `cf-worker` with whatever they fetch.
    for (const each of all) each.undocumented = each.undocumented.filter((name) => name !== "header cf-worker");
    return operation === undefined ? all : all.filter((each) => each.operation === operation);
  }

  /** How often an operation was on the wire. */
  async count(operation) {
    return (await this.requests(operation)).length;
  }

  forgetRequests() {
    return ask(`${this.#control}/requests`, "DELETE");
  }

  /** Puts everything back to how it was made. */
  reset() {
    return ask(`${this.#control}/reset`, "POST");
  }

  /** Moves the services' clock. */
  advance(advanceMs) {
    return ask(`${this.#control}/clock`, "POST", { advanceMs });
  }

  forget() {
    return ask(this.#control, "DELETE");
  }
}

/** In a page the secrets need leave; the budget is long enough that only a fault of the client's would use it up. */
const PATIENT = { dangerouslyAllowBrowser: true, timeoutMs: 20_000 };

/** The world's own credentials, unless the options name a source of tokens, or `credentials: null` for none. */
function source(credentials, options = {}) {
  return "credentials" in options || "accessToken" in options || "getAccessToken" in options ? {} : { credentials };
}

/** Back-off that costs no time. */
export const QUICK = { baseDelayMs: 1, maxDelayMs: 2 };
