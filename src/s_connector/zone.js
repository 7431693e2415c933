// A time zone, as the platform's Intl knows it.

/** No zone changes and changes back in less: some have done so within a week, less an hour. */
const STEP = 6 * 86_400;
const YEAR = 365 * 86_400;

/**
 * The offsets from UTC of a time zone: `[offset, from, offset, from, offset, …]`, all in seconds; the first goes until the first moment,
 * each other one from the moment before it. Without an end (Infinity) until some years from now. Empty where the runtime knows no such zone.
 */
export function changes(timeZone, from, to) {
  try {
    // Newer runtimes take offsets as well. They are no zones everywhere, so nowhere here.
    if (/^[-+\d]/.test(timeZone)) return [];
    const part = "numeric";
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: part,
      month: part,
      day: part,
      hour: part,
      minute: part,
      second: part,
    });
    const offset = (second) => {
      const [month, day, year, ...time] = format.format(second * 1_000).match(/\d+/g);
      return Date.UTC(year, month - 1, day, ...time) / 1_000 - second;
    };
    // Before 1970 there were no such meetings: the offset of then goes for all that was before.
    let at = Math.max(from, 0);
    const end = Math.min(to, Math.max(at, Date.now() / 1_000) + 5 * YEAR);
    let before = offset(at);
    const found = [before];
    while (at < end) {
      let after = at + STEP;
      if (offset(after) !== before) {
        while (after - at > 1) {
          const middle = Math.floor((at + after) / 2);
          if (offset(middle) === before) at = middle;
          else after = middle;
        }
        before = offset(after);
        found.push(after, before);
      }
      at = after;
    }
    return found;
  } catch {
    return [];
  }
}
