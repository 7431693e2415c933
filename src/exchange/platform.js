// Calls of functions that may throw. A throw is turned into a value here: crossing into the module, each would cost it a slot of a table for ever.

/** Calls a function of the user's, or the global fetch where there is none; what it throws is a rejection. */
export function attempt(call, self, args) {
  try {
    return call === undefined ? fetch(...args) : call.apply(self, args);
  } catch (thrown) {
    return Promise.reject(thrown);
  }
}

/** A header's text; none where the object that should hold it fails. */
export function header(headers, name) {
  try {
    return headers.get(name);
  } catch {
    return null;
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

/** Tells a listener; what it throws must not end the call that it listens to. */
export function tell(listener, event) {
  try {
    listener(event);
  } catch {}
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
