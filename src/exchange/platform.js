// Calls of functions that may throw. A throw is turned into a value here: crossing into the module, each would cost it a slot of a table for ever.

/** Calls a function of the user's, or the global fetch where there is none; what it throws is a rejection. */
export function attempt(call, self, args) {
  try {
    return call === undefined ? fetch(...args) : call.apply(self, args);
  } catch (thrown) {
    return Promise.reject(thrown);
  }
}

/**
 * Waits for what a function of the user's gave: `settled(fulfilled, value)`. Reading it may throw, too.
 *
 * @returns a function that ends the waiting, so that a promise which never settles holds nothing of the module
 */
export function wait(value, settled) {
  let told = settled;
  new Promise((resolve) => resolve(value)).then(
    (result) => told?.(true, result),
    (reason) => told?.(false, reason),
  );
  return () => {
    told = undefined;
  };
}

/** What a fetch gave, as plain data, since one that a user made up may throw when it is read; none where it is no Response. */
export function answer(response) {
  try {
    const { status, headers, type, redirected, body, bodyUsed } = response;
    if (!(Number.isInteger(status) && status >= 0 && status < 1_000)) return undefined;
    if (typeof headers.get !== "function" || type === "error") return undefined;
    const hidden = redirected || type === "opaqueredirect";
    const names = ["retry-after", "retry-after-ms", "date"];
    const [retryAfter, retryAfterMs, date] = names.map((name) => header(headers, name));
    return { status: hidden ? 0 : status, body, bodyUsed, retryAfter, retryAfterMs, date };
  } catch {
    return undefined;
  }
}

function header(headers, name) {
  try {
    return headers.get(name);
  } catch {
    return null;
  }
}

/** The chunks of a body, each a Uint8Array. */
export class Chunks {
  #body;
  #reader;

  constructor(body) {
    this.#body = body;
  }

  /** The next chunk; undefined at the end. */
  async next() {
    this.#reader ??= this.#body.getReader();
    const { done, value } = await this.#reader.read();
    if (done) return undefined;
    if (!(value instanceof Uint8Array)) throw new TypeError("a chunk of the body is no Uint8Array");
    return value;
  }

  /** Gives up what was not read. */
  cancel() {
    unheard(async () => this.#reader?.cancel());
  }
}

/** Starts a timer; none where the runtime has no more of them. */
export function startTimer(call, ms) {
  try {
    return setTimeout(call, ms);
  } catch {
    return undefined;
  }
}

/** Tells a listener; what it throws, or what its promise rejects with, must not end the call that it listens to. */
export function tell(listener, event) {
  unheard(async () => listener(event));
}

/** Does what nobody waits for: it fails nobody either. */
function unheard(work) {
  work().catch(() => {});
}

/** A member of an object that the user made; none where reading it fails. */
export function member(object, name) {
  try {
    return object[name];
  } catch {
    return undefined;
  }
}

const watched = new WeakMap();

/** Calls `wake` when the signal is aborted. However many calls share a signal, it has one listener: Node warns of more than ten. */
export function onAbort(signal, wake) {
  let watch = watched.get(signal);
  if (!watch) {
    const wakes = new Set();
    const listener = () => {
      for (const wake of wakes) wake();
    };
    try {
      signal.addEventListener("abort", listener);
    } catch {
      return;
    }
    watch = { wakes, listener };
    watched.set(signal, watch);
  }
  watch.wakes.add(wake);
}

/** Undoes `onAbort`. The last call leaves no listener behind. */
export function offAbort(signal, wake) {
  const watch = watched.get(signal);
  watch?.wakes.delete(wake);
  if (!watch || watch.wakes.size > 0) return;
  watched.delete(signal);
  try {
    signal.removeEventListener("abort", watch.listener);
  } catch {}
}
