// Clients that can be made before the WebAssembly module has arrived: their calls wait for it.

const ITERATORS = new Set(["users"]);

const DEFAULT_TIMEOUT_MS = 30_000;
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** What the module comes to, unless the caller aborts or loses patience first. */
function within(arrival, { signal, timeoutMs }, late) {
  return new Promise((resolve, reject) => {
    const ms = timeoutMs > 0 ? Math.min(timeoutMs, MAX_TIMEOUT_MS) : DEFAULT_TIMEOUT_MS;
    const timer = setTimeout(() => reject(late(ms)), ms);
    const abort = () => reject(signal.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener?.("abort", abort);
    arrival.then(resolve, reject).then(() => {
      clearTimeout(timer);
      signal?.removeEventListener?.("abort", abort);
    });
  });
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
    if (module.isReady()) this.#client = new Client(options);
    // A copy: what is changed later must not be seen.
    else this.#options = typeof options === "object" && options !== null ? { ...options } : options;
  }

  free() {
    this.#freed = true;
    this.#release();
  }

  // A call on a client that is there starts at once.
  call(name, args) {
    return this.#client ? this.#client[name](...args) : this.#callLater(name, args);
  }

  iterate(name, args) {
    return this.#client ? this.#client[name](...args) : this.#iterateLater(name, args);
  }

  async #callLater(name, args) {
    const client = await this.#made(name, args);
    return client[name](...args);
  }

  async *#iterateLater(name, args) {
    const client = await this.#made(name, args);
    yield* client[name](...args);
  }

  // The arrival of the module has a budget of its own: the call's timeoutMs, or the client's.
  async #made(operation, args) {
    const { signal, timeoutMs = this.#options?.timeoutMs } = Object(args.at(-1));
    this.#waiting += 1;
    try {
      const late = (ms) => this.#module.late(this.#service, operation, ms);
      await within(this.#module.ready(this.#service, operation), { signal, timeoutMs }, late);
      this.#client ??= new this.#Client(this.#options);
      return this.#client;
    } finally {
      this.#waiting -= 1;
      // After the call that waited has begun.
      queueMicrotask(() => this.#release());
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

/**
 * A client class like `Client`, whose calls wait for the module.
 *
 * While the module is there, the constructor checks its options at once, as everywhere. Before that, what is wrong
 * with them rejects the first call.
 *
 * @param Client the class that needs the module
 * @param module `isReady()`; `ready(service, operation)`, a promise that rejects with a RoomkeyError; `late(service, operation, ms)`, the
 *   error of a call that lost patience
 */
export function deferred(Client, service, module) {
  class Deferred {
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
    Object.defineProperty(Deferred.prototype, name, { value, configurable: true, writable: true });
  };
  for (const name of Object.getOwnPropertyNames(Client.prototype)) {
    if (name === "constructor" || name === "free" || name.startsWith("__")) continue;
    const how = ITERATORS.has(name) ? "iterate" : "call";
    define(name, function (...args) {
      return this[WAITING]()[how](name, args);
    });
  }
  if (Symbol.dispose) define(Symbol.dispose, Deferred.prototype.free);
  Object.defineProperty(Deferred, "name", { value: Client.name });
  return Deferred;
}
