// @ts-check
// The time of the services: this machine's, or the emulator's, which can be moved.

let offset = 0;

/** How far the services' clock is ahead of this machine's, in ms. */
export const clockOffset = () => offset;

/** The services' time, ms since 1970. */
export const now = () => Date.now() + offset;

/** @param {number} servicesNow */
export function setClock(servicesNow) {
  offset = servicesNow - Date.now();
}

/**
 * Turns an `expiresAt` of the package, which is in this machine's time, into what is left of it. A clock that
 * was moved since takes its share.
 * @param {number} expiresAt
 * @returns {() => number} ms left, not below 0
 */
export function timeLeft(expiresAt) {
  const offsetAtReceipt = offset;
  return () => Math.max(0, expiresAt - Date.now() - (offset - offsetAtReceipt));
}

/**
 * Runs at once and then every second.
 * @param {() => void} draw
 * @returns {() => void} stops it
 */
export function everySecond(draw) {
  draw();
  const timer = setInterval(draw, 1000);
  return () => clearInterval(timer);
}
