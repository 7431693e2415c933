// @ts-check
// How an answer reaches the one who asked: as a Response, late, in pieces, or not at all.
//
// Timers are those that are global when a fault strikes, so that a test's fake timers drive them.

/**
 * What the handlers give: with `pace` "silence" or "close" no answer comes.
 * @typedef {object} Delivery
 * @property {"atOnce" | "late" | "never" | "drip" | "cut" | "flood" | "silence" | "close"} pace
 * @property {number} amount ms of "late" and "drip", bytes of "cut" and "flood"
 * @property {number} status
 * @property {[string, string][]} headers
 * @property {Uint8Array} body
 */

const PIECE = 64 << 10;
/** A Response with one of these may have no body. */
const BODILESS = [204, 205, 304];

/**
 * What the module tells of an answer.
 * @param {[string, Uint8Array?]} told
 * @returns {Delivery}
 */
export function readTold([head, body = new Uint8Array()]) {
  return { status: 0, headers: [], amount: 0, ...JSON.parse(head), body };
}

/**
 * The length that the headers promise: of what breaks off or never comes, more than is sent.
 * @param {Delivery} delivery
 */
export function promisedLength({ pace, amount, body }) {
  return Math.max(body.length, pace === "cut" ? amount + 1 : pace === "never" ? 1 : 0);
}

/** A JSON string of so many bytes, quotes included, a piece at a time. @param {number} bytes */
export function* flood(bytes) {
  for (let sent = 0; sent < bytes; sent += PIECE) {
    const piece = new Uint8Array(Math.min(PIECE, bytes - sent)).fill(0x61);
    if (sent === 0) piece[0] = 0x22;
    if (sent + piece.length === bytes) piece[piece.length - 1] = 0x22;
    yield piece;
  }
}

/** What fetch rejects with where a connection closes without an answer. */
export function closed() {
  const cause = Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" });
  return new TypeError("fetch failed", { cause });
}

/**
 * Rejects with the signal's reason when it is aborted, and else never settles. `stop` ends the listening.
 * @param {AbortSignal | undefined} signal
 */
export function whenAborted(signal) {
  let stop = () => {};
  /** @type {Promise<never>} */
  const aborted = new Promise((_, reject) => {
    if (!signal) return;
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    stop = () => signal.removeEventListener("abort", abort);
  });
  aborted.catch(() => {});
  return { aborted, stop };
}

/**
 * @param {Delivery} delivery
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<Response>}
 */
export async function respond(delivery, signal) {
  const { aborted, stop } = whenAborted(signal);
  try {
    return await Promise.race([aborted, arrive(delivery, signal)]);
  } finally {
    stop();
  }
}

/**
 * The same, but an abort before the headers leaves the promise as it is.
 * @param {Delivery} delivery
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<Response>}
 */
export async function arrive(delivery, signal) {
  const { pace, amount, status, headers, body } = delivery;
  if (pace === "silence") return new Promise(() => {});
  if (pace === "close") throw closed();
  if (pace === "late") await later(amount, signal);
  if (BODILESS.includes(status)) return new Response(null, { status, headers });
  const whole = pace === "atOnce" || pace === "late";
  /** @type {[string, string][]} */
  const all = pace === "flood" ? headers : [...headers, ["content-length", String(promisedLength(delivery))]];
  const content = whole ? piece(body) : pieces(delivery, signal);
  return new Response(content, { status, headers: all });
}

/** @param {number} ms @param {AbortSignal} [signal] @returns {Promise<void>} */
export function later(ms, signal) {
  return new Promise((resolve) => {
    // A wait that was aborted keeps no process alive.
    const abort = () => clearTimeout(timer);
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/**
 * The class of web streams: jsdom has none, but the Response that it was lent has bodies.
 * @returns {typeof ReadableStream}
 */
function streamClass() {
  return globalThis.ReadableStream ?? new Response("x").body?.constructor;
}

/**
 * A body that is there at once. A stream, since Node closes that of bytes by `queueMicrotask`, which fake timers hold up.
 * @param {Uint8Array} body
 */
function piece(body) {
  return new (streamClass())({
    start(controller) {
      if (body.length > 0) controller.enqueue(body);
      controller.close();
    },
  });
}

/**
 * A body that comes in pieces, or stops coming.
 * @param {Delivery} delivery
 * @param {AbortSignal | undefined} signal
 */
function pieces({ pace, amount, body }, signal) {
  let sent = 0;
  const rest = flood(amount);
  const cancelled = new AbortController();
  const next = async (/** @type {ReadableStreamDefaultController<Uint8Array>} */ controller) => {
    if (pace === "never") return new Promise(() => {});
    if (pace === "cut") {
      const first = body.slice(0, amount);
      if (sent > 0 || first.length === 0) throw new TypeError("terminated", { cause: closed().cause });
      sent = first.length;
      return controller.enqueue(first);
    }
    if (pace === "drip") {
      if (sent === body.length) return controller.close();
      await later(amount, cancelled.signal);
      return controller.enqueue(body.slice(sent, ++sent));
    }
    const { done, value } = rest.next();
    return done ? controller.close() : controller.enqueue(value);
  };
  const { aborted, stop } = whenAborted(signal);
  const ended = () => {
    stop();
    cancelled.abort();
  };
  return new (streamClass())(
    {
      start(controller) {
        aborted.catch((reason) => {
          ended();
          controller.error(reason);
        });
      },
      pull: (controller) => /** @type {Promise<void>} */ (next(controller)),
      cancel: ended,
    },
    { highWaterMark: 0 },
  );
}
