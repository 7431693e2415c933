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
    static {
      Object.defineProperty(Deferred, "name", { value: Client.name });
      for (const name of Object.getOwnPropertyNames(Client.prototype)) {
        if (name === "constructor" || name === "free" || name.startsWith("__")) continue;
        const value = ITERATORS.has(name)
          ? function (...args) {
              return this.#client ? this.#client[name](...args) : this.#iterate(name, args);
            }
          : function (...args) {
              return this.#client ? this.#client[name](...args) : this.#call(name, args);
            };
        Object.defineProperty(Deferred.prototype, name, { value, configurable: true, writable: true });
      }
      if (Symbol.dispose) {
        Object.defineProperty(Deferred.prototype, Symbol.dispose, {
          value: Deferred.prototype.free,
          configurable: true,
        });
      }
    }

    #options;
    #client;
    #waiting = 0;
    #freed = false;
    #released = false;

    constructor(options) {
      if (module.isReady()) this.#client = new Client(options);
      // A copy: what is changed later must not be seen.
      else this.#options = typeof options === "object" && options !== null ? { ...options } : options;
    }

    free() {
      this.#freed = true;
      this.#release();
    }

    // The arrival of the module has a budget of its own: the call's timeoutMs, or the client's.
    async #made(operation, args) {
      const { signal, timeoutMs = this.#options?.timeoutMs } = Object(args.at(-1));
      this.#waiting += 1;
      try {
        const late = (ms) => module.late(service, operation, ms);
        await within(module.ready(service, operation), { signal, timeoutMs }, late);
        this.#client ??= new Client(this.#options);
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

    async #call(name, args) {
      const client = await this.#made(name, args);
      return client[name](...args);
    }

    async *#iterate(name, args) {
      const client = await this.#made(name, args);
      yield* client[name](...args);
    }
  }
  return Deferred;
}
