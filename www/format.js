// @ts-check
// Numbers, times and secrets as text.

const whole = new Intl.NumberFormat("en");
const oneDigit = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const dateTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const timeOfDay = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const minutes = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const utcDay = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

/** @param {number} n */
export const count = (n) => whole.format(n);

/**
 * @param {number} n
 * @param {string} one
 * @param {string} [many]
 */
export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/** @param {number} seconds */
export const hours = (seconds) => `${oneDigit.format(seconds / 3600)} h`;

/** @param {number} ms since 1970 */
export const localDateTime = (ms) => dateTime.format(ms);

/** @param {number} ms since 1970 */
export const localTime = (ms) => timeOfDay.format(ms);

/** A minute, in one piece where a line breaks. @param {number} ms since 1970 */
const toTheMinute = (ms) => minutes.format(ms).replaceAll(" ", "\u00a0");

/**
 * From when until when, each of which may be open.
 * @param {number | undefined} start ms since 1970
 * @param {number | undefined} end
 */
export function period(start, end) {
  if (start !== undefined && end !== undefined) return `${toTheMinute(start)} to ${toTheMinute(end)}`;
  if (start !== undefined) return `from ${toTheMinute(start)}`;
  return end === undefined ? "" : `until ${toTheMinute(end)}`;
}

/** @param {string} day YYYY-MM-DD */
export const longDay = (day) => utcDay.format(new Date(`${day}T00:00:00Z`));

/** @param {Date} date */
export const isoDay = (date) => date.toISOString().slice(0, 10);

/**
 * The day that it is somewhere, as YYYY-MM-DD.
 * @param {number} ms since 1970
 * @param {string} timeZone
 */
export function dayIn(ms, timeZone) {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return format.format(ms).split("/").reverse().join("-");
}

/**
 * What is left, as 9:58 or 1:02:03.
 * @param {number} ms
 */
export function countdown(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(s).padStart(2, "0");
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${tail}` : `${m}:${tail}`;
}

/**
 * A short stretch of time.
 * @param {number} ms
 */
export function span(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 90_000) return `${oneDigit.format(ms / 1000)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** @param {number} ms */
export function ago(ms) {
  if (ms < 1500) return "just now";
  return `${span(Math.floor(ms / 1000) * 1000)} ago`;
}

/**
 * Enough of a code or token to tell two apart, never enough to use it.
 * @param {string} secret
 */
export const mask = (secret) => (secret.length < 40 ? "••••" : `${secret.slice(0, 12)}…${secret.slice(-4)}`);
