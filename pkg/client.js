// The client classes as every entry exports them: made before the WebAssembly module has arrived, their calls wait for it; freed, they say so.
import * as roomkey from "./roomkey.js";

const ITERATORS = new Set(["users"]);

const DEFAULT_TIMEOUT_MS = 30_000;
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** What the module comes to, unless the caller aborts or loses patience first. Leaves no timer and no listener behind. */
function within(arrival, signal, ms, late) {
  return new Promise((resolve, reject) => {
    const end = (settle) => (value) => {
      clearTimeout(timer);
      signal?.removeEventListener?.("abort", abort);
      settle(value);
    };
    const abort = () => end(reject)(signal.reason);
    const timer = setTimeout(() => end(reject)(late()), ms);
    signal?.addEventListener?.("abort", abort);
    if (signal?.aborted) abort();
    arrival.then(end(resolve), end(reject));
  });
}

/** A call's options with the budget that is left. What is wrong with them is left as it is, for the call to refuse. */
function spent(options, timeoutMs) {
  if (options === undefined || options === null) return { timeoutMs };
  if (typeof options !== "object") return options;
  const given = member(options, "timeoutMs");
  const isWrong = given !== undefined && !(typeof given === "number" && given > 0);
  return isWrong ? options : { signal: member(options, "signal"), timeoutMs };
}

/**
 * A call that never began, as a RoomkeyError.
 *
 * @param detail what is wrong, and what to do
 */
export function unsent(service, operation, detail, kind, { retryable = false, cause } = {}) {
  const fields = { kind, service, operation, attempts: 0, outcome: "notSent", retryable };
  return roomkey.makeError(`${service}.${operation}: ${detail}.`, fields, cause);
}

/** The names of an object's members, also of those that its class has. */
function names(object) {
  const found = new Set();
  for (let each = object; each && each !== Object.prototype; each = Object.getPrototypeOf(each)) {
    for (const name of Object.getOwnPropertyNames(each)) found.add(name);
  }
  return [...found];
}

/**
 * An argument as it stands now, for a call that is begun later: what the user changes meanwhile must not be seen.
 *
 * Data is copied; what can do something (functions, signals, stores, a Blob) stays what it is. `own`: an argument itself is
 * data, also when it is an object of a class.
 */
function snapshot(value, own = false) {
  if (typeof value !== "object" || value === null) return value;
  try {
    if (Array.isArray(value)) return value.map((each) => snapshot(each));
    // Not its own slice(): that of Node's Buffer is no copy.
    if (value instanceof Uint8Array) return Uint8Array.prototype.slice.call(value);
    if (value instanceof ArrayBuffer) return value.slice(0);
    if (value instanceof Date) return new Date(value);
    const isPlain = [Object.prototype, null].includes(Object.getPrototypeOf(value));
    if (!own && !isPlain) return value;
    return Object.fromEntries(names(value).map((name) => [name, snapshot(value[name])]));
  } catch {
    // What cannot be read is for the call to refuse.
    return value;
  }
}

/** A member of what a user gave; none where it cannot be read: that is for the call to refuse. */
function member(object, name) {
  try {
    return object?.[name] ?? undefined;
  } catch {
    return undefined;
  }
}

/** A long-lived secret has no place in a page. The module says so too, but it may not be there yet when a client is made. */
function guardSecrets(service, options) {
  if (typeof window === "undefined" || typeof document === "undefined") return;
  const keys = { licenseKey: options, secretKey: member(options, "credentials") };
  const name = Object.keys(keys).find((each) => member(keys[each], each) !== undefined);
  if (!name || member(options, "dangerouslyAllowBrowser")) return;
  const detail = `${name} in a web page can be read by everyone who opens it: keep it on a server, or set dangerouslyAllowBrowser if you know that it is no secret here`;
  throw unsent(service, "constructor", detail, "invalidArgument");
}

/** One client that may wait for the module. */
class Waiting {
  #Client;
  #service;
  #module;
  #options;
  #client;
  #waiting = 0;
  #freed = false;
  #released = false;

  constructor(Client, service, module, options) {
    this.#Client = Client;
    this.#service = service;
    this.#module = module;
    if (module.isReady()) {
      this.#client = new Client(options);
    } else {
      this.#options = snapshot(options, true);
      guardSecrets(service, this.#options);
    }
  }

  free() {
    this.#freed = true;
    this.#release();
  }

  // A call on a client that is there starts at once.
  call(name, args) {
    return this.#client && !this.#freed ? this.#client[name](...args) : this.#begin(name, args, spent);
  }

  iterate(name, args) {
    return this.#client && !this.#freed ? this.#client[name](...args) : this.#iterateLater(name, args);
  }

  #iterateLater(name, args) {
    // Each page has a budget of its own.
    const begun = this.#begin(name, args, (options) => options);
    // A walk that nobody takes a step of fails nobody.
    begun.catch(() => {});
    return (async function* () {
      yield* await begun;
    })();
  }

  /** Waits for the module and begins the call; `rest(options, left)` gives its options, `left` being what is left of its budget in ms. */
  async #begin(name, args, rest) {
    if (this.#freed) throw unsent(this.#service, name, "the client was freed: make a new one", "invalidArgument");
    // A method takes its options last.
    const last = this.#Client.prototype[name].length - 1;
    const given = args.map((each) => snapshot(each, true));
    const signal = member(given[last], "signal");
    const timeoutMs = member(given[last], "timeoutMs") ?? member(this.#options, "timeoutMs");
    const isBudget = typeof timeoutMs === "number" && timeoutMs > 0;
    const budget = isBudget ? Math.min(timeoutMs, MAX_TIMEOUT_MS) : DEFAULT_TIMEOUT_MS;
    const began = performance.now();
    this.#waiting += 1;
    try {
      const late = () => this.#module.late(this.#service, name, budget);
      await within(this.#module.ready(this.#service, name), signal, budget, late);
      this.#client ??= new this.#Client(this.#options);
      const left = Math.max(1, budget - (performance.now() - began));
      if (last >= 0) given[last] = rest(given[last], left);
      return this.#client[name](...given);
    } finally {
      this.#waiting -= 1;
      this.#release();
    }
  }

  // The calls that wait for the module are begun before the client goes.
  #release() {
    if (!this.#freed || this.#released || this.#waiting > 0 || !this.#client) return;
    this.#released = true;
    this.#client.free();
  }
}

const WAITING = Symbol("roomkey.waiting");

/** A client class like `Client`, whose calls wait for the module. */
function client(Client, service, module) {
  class Face {
    constructor(options) {
      const waiting = new Waiting(Client, service, module, options);
      // Behind a function and no private field, so that proxies work, such as Vue's.
      Object.defineProperty(this, WAITING, { value: () => waiting, configurable: true });
    }

    free() {
      this[WAITING]().free();
    }
  }
  const define = (name, value) => {
    Object.defineProperty(Face.prototype, name, { value, configurable: true, writable: true });
  };
  for (const name of Object.getOwnPropertyNames(Client.prototype)) {
    if (name === "constructor" || name === "free" || name.startsWith("__")) continue;
    const how = ITERATORS.has(name) ? "iterate" : "call";
    define(name, function (...args) {
      return this[WAITING]()[how](name, args);
    });
  }
  if (Symbol.dispose) define(Symbol.dispose, Face.prototype.free);
  Object.defineProperty(Face, "name", { value: Client.name });
  return Face;
}

const HERE = { isReady: () => true };

/**
 * The client classes.
 *
 * While the module is there, a constructor checks its options at once. Before that, what is wrong with them rejects
 * the first call.
 *
 * @param module where it arrives later: `isReady()`; `ready(service, operation)`, a promise that rejects with a RoomkeyError;
 *   `late(service, operation, ms)`, the error of a call that lost patience
 */
export function clients(module = HERE) {
  return {
    AirfobClient: client(roomkey.AirfobClient, "airfob", module),
    ArctosClient: client(roomkey.ArctosClient, "arctos", module),
    SConnectorClient: client(roomkey.SConnectorClient, "sConnector", module),
  };
}
