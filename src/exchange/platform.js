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

/** A member of an object that a user's own fetch made; none where reading it fails. */
export function member(object, name) {
  try {
    return object[name];
  } catch {
    return undefined;
  }
}
