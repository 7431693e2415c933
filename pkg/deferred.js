// Clients that can be made before the WebAssembly module has arrived: their calls wait for it.

const ITERATORS = new Set(["users"]);

/**
 * A client class like `Client`, whose calls wait for the module.
 *
 * While the module is there, the constructor checks its options at once, as everywhere. Before that, what is wrong
 * with them rejects the first call.
 *
 * @param Client the class that needs the module
 * @param module `isReady()`, and `ready(service, operation)`, a promise that rejects with a RoomkeyError
 */
export function deferred(Client, service, module) {
  return class {
    static {
      Object.defineProperty(this, "name", { value: Client.name });
      for (const name of Object.getOwnPropertyNames(Client.prototype)) {
        if (name === "constructor" || name === "free" || name.startsWith("__")) continue;
        const value = ITERATORS.has(name)
          ? function (...args) {
              return this.#client ? this.#client[name](...args) : this.#iterate(name, args);
            }
          : function (...args) {
              return this.#client ? this.#client[name](...args) : this.#call(name, args);
            };
        Object.defineProperty(this.prototype, name, { value, configurable: true, writable: true });
      }
      if (Symbol.dispose) {
        Object.defineProperty(this.prototype, Symbol.dispose, { value: this.prototype.free, configurable: true });
      }
    }

    #options;
    #client;
    #waiting = 0;
    #freed = false;

    constructor(options) {
      if (module.isReady()) this.#client = new Client(options);
      // A copy: what is changed later must not be seen.
      else this.#options = typeof options === "object" && options !== null ? { ...options } : options;
    }

    free() {
      this.#freed = true;
      this.#release();
    }

    async #made(operation) {
      this.#waiting += 1;
      try {
        await module.ready(service, operation);
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
      if (!this.#freed || this.#waiting > 0 || !this.#client) return;
      this.#client.free();
    }

    async #call(name, args) {
      const client = await this.#made(name);
      return client[name](...args);
    }

    async *#iterate(name, args) {
      const client = await this.#made(name);
      yield* client[name](...args);
    }
  };
}
