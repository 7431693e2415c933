// A walk over the pages of a search, as an async iterator. By hand and no generator: each page is fetched in the async context of the
// `next()` that asks for it, also where several are asked for at once, and under zone.js, which sees only the global Promise.

const AsyncIterator = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype));

/** @param nextPage gives a promise of the page that comes after as many as it is told */
export function walk(nextPage, signal) {
  let last = Promise.resolve();
  let users = [];
  let isOver = false;
  let isLast = false;
  let pages = 0;
  const seen = new Set();

  /**
   * Takes a page in: the users of it that were not seen before. The first page that brings none is the last, and so is one after which as
   * many have been seen as it says there are: so a walk ends whatever the service repeats or leaves out.
   */
  const take = (page) => {
    pages++;
    users = page.users.filter(({ userId }) => !seen.has(userId) && seen.add(userId));
    isLast = users.length === 0 || seen.size >= page.total;
  };

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
    if (users.length > 0 || isLast) {
      if (!signal?.aborted) return users.length > 0 ? { done: false, value: users.shift() } : end();
      // Users at hand are not given out any more once the caller has aborted.
      end();
      throw signal.reason;
    }
    return nextPage(pages).then(
      (page) => {
        take(page);
        return step();
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
