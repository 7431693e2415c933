// What a page does in JavaScript and Rust has no words for: `for await`, functions of the user's own.

/** The users of a walk, left as soon as there are so many. */
export async function collect(users, most = Number.POSITIVE_INFINITY) {
  const found = [];
  for await (const user of users) {
    found.push(user);
    if (found.length >= most) break;
  }
  return found;
}

/** A fetch that notes how it was called; `answered` is kept once the headers of an answer are there. */
export function watchedFetch() {
  const calls = [];
  let tell;
  const answered = new Promise((keep) => {
    tell = keep;
  });
  async function fetch(input, init) {
    calls.push({ withoutThis: this === undefined, input, init });
    const response = await globalThis.fetch(input, init);
    tell();
    return response;
  }
  return { fetch, calls, answered };
}

/** A fetch, or any other function, that gives this. */
export const giving = (value) => () => Promise.resolve(value);

/** A function that throws this at once. */
export const throwing = (thrown) => () => {
  throw thrown;
};

/** A token store in memory; `kept` shows what is in it. */
export function memoryStore() {
  const map = new Map();
  return {
    get: (key) => map.get(key),
    set: (key, token) => void map.set(key, token),
    delete: (key) => void map.delete(key),
    kept: () => Object.fromEntries(map),
  };
}

/** Browsers enforce CORS, in pages and in workers; Node does not. */
export const isBrowser = () => "location" in globalThis;

export const isPage = () => "window" in globalThis && "document" in globalThis;

/** Calls a method of an object by its name, as JavaScript does. */
export const invoke = (object, method, ...values) => object[method](...values);
