// A walk over the pages of a search, as an async iterator.

export async function* walk(nextUsers, signal) {
  for (let users = await nextUsers(); users; users = await nextUsers()) {
    for (const user of users) {
      // Users at hand are not given out any more once the caller has aborted.
      if (signal?.aborted) throw signal.reason;
      yield user;
    }
  }
}
