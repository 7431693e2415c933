// What Rust has no words for: the global fetch, watched while a test looks at its requests.

/** The signals of the requests below this address, from now on. */
export function watchFetch(address) {
  const before = globalThis.fetch;
  const signals = [];
  globalThis.fetch = (input, init) => {
    if (String(input).startsWith(address)) signals.push(init.signal);
    return before(input, init);
  };
  return signals;
}

/** True where `window` and `document` exist. */
export const isPage = () => "window" in globalThis && "document" in globalThis;
