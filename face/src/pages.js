// A walk over the pages of a search, as an async iterator. By hand and no generator: each page is fetched in the async context of the
// `next()` that asks for it, also where several are asked for at once, and under zone.js, which sees only the global Promise.

const AsyncIterator = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype));

/** @param nextUsers gives a promise of the next users, of undefined when there are no more */
export function walk(nextUsers, signal) {
  let last = Promise.resolve();
  let users = [];
  let isOver = false;

  /** Does a step after those that were asked for before it, however they ended. */
  const afterwards = (step) => {
    const done = last.then(step);
    last = done.catch(() => {});
    return done;
  };
  const end = (value) => {
    isOver = true;
    users = [];
    return { done: true, value };
  };
  const step = () => {
    if (isOver) return end();
    if (users.length > 0) {
      if (!signal?.aborted) return { done: false, value: users.shift() };
      // Users at hand are not given out any more once the caller has aborted.
      end();
      throw signal.reason;
    }
    return nextUsers().then(
      (more) => {
        users = more ?? [];
        return more ? step() : end();
      },
      (reason) => {
        end();
        throw reason;
      },
    );
  };

  return Object.assign(Object.create(AsyncIterator), {
    next: () => afterwards(step),
    return: (value) => afterwards(() => Promise.resolve(value).then(end)),
    throw: (reason) =>
      afterwards(() => {
        end();
        throw reason;
      }),
  });
}
