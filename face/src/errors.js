// The error class of the JavaScript face. A class of its own, so that `instanceof`, `name` and stack traces are what users expect.

const brand = Symbol.for("roomkey.RoomkeyError");
const key = Symbol();

/** What every error says, as what `toJSON()` gives has it. */
const EVERY_ERROR = {
  message: "string",
  kind: "string",
  service: "string",
  operation: "string",
  attempts: "number",
  outcome: "string",
  retryable: "boolean",
};

export class RoomkeyError extends Error {
  static {
    // Bundlers rename classes, and stack traces show this name.
    Object.defineProperty(this, "name", { value: "RoomkeyError", configurable: true });
  }

  constructor(permit, message, fields, cause) {
    if (permit !== key) throw new TypeError("RoomkeyError is made by roomkey alone");
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, fields);
  }

  // Two copies of the package may be loaded: an error of either is an instance for both.
  static [Symbol.hasInstance](value) {
    return this === RoomkeyError ? isRoomkeyError(value) : super[Symbol.hasInstance](value);
  }

  // Without the cause: it is the user's own, and may hold anything.
  toJSON() {
    return { name: this.name, message: this.message, ...this };
  }

  static from(data) {
    const isWhole = Object.entries(EVERY_ERROR).every(([name, type]) => typeof data?.[name] === type);
    if (!isWhole || data.name !== "RoomkeyError") {
      throw new TypeError("RoomkeyError.from takes what toJSON() of a RoomkeyError gave, and this is something else");
    }
    // What comes from elsewhere must not replace what an error has of its own.
    const isOwn = (name) => name in RoomkeyError.prototype || name === "stack" || name === "cause";
    const members = Object.entries(data).filter(([name]) => !isOwn(name));
    return new RoomkeyError(key, data.message, Object.fromEntries(members));
  }
}

Object.defineProperty(RoomkeyError.prototype, "name", { value: "RoomkeyError", configurable: true });
Object.defineProperty(RoomkeyError.prototype, brand, { value: true });

export function isRoomkeyError(value) {
  return typeof value === "object" && value !== null && value[brand] === true;
}

export function makeError(message, fields, cause) {
  return new RoomkeyError(key, message, fields, cause);
}

/** The members of an error, in the order in which `errorOf` takes them. */
const MEMBERS = [
  "kind",
  "service",
  "operation",
  "status",
  "code",
  "serviceMessage",
  "attempts",
  "outcome",
  "retryable",
  "retryAfterMs",
  "decodePath",
  "step",
  "argument",
];

/** An error of these members, and then its cause; what is undefined or NaN is left out. */
export function errorOf(message, ...values) {
  const known = MEMBERS.map((name, at) => [name, values[at]]).filter(([, value]) => value !== undefined && value === value);
  return makeError(message, Object.fromEntries(known), values[MEMBERS.length]);
}

/** How the platforms' own fetch says that there was no answer, or that it broke off: a TypeError with these words. */
const UNREACHED = [
  /^(Failed to fetch|Load failed)( \(.*\))?$/, // Chromium, Safari
  /^network error$/, // Chromium, while it reads the body
  /^NetworkError when attempting to fetch resource\.$/, // Firefox
  /^Error in (body|input) stream\.?$/, // Firefox, while it reads the body
  /^The (network connection was lost|Internet connection appears to be offline)\.$/, // Safari
  /^(Could not connect to the server|A server with the specified hostname could not be found)\.$/, // Safari
  /^(fetch failed|terminated)$/, // Node, Deno
  /^error (sending request|reading a body from connection)/, // Deno
  /^(E[A-Z]+: |getaddrinfo E|Unable to connect\. |The socket connection was closed unexpectedly)/, // Bun
  /^Network connection lost\.$/, // workerd
  /^Network request failed$/, // React Native
];

/** workerd and Bun before 1.3 say it by a plain Error. */
const PLAIN = /^(Network connection lost\.|Unable to connect\. |The socket connection was closed unexpectedly)/;

/**
 * What a function of the user's threw, as far as it is more than a failure: what a RoomkeyError says of itself, a fetch that got no
 * answer, a timeout.
 */
export function failureOf(thrown) {
  try {
    if (isRoomkeyError(thrown)) {
      const { kind, retryable, retryAfterMs } = thrown;
      return { kind, retryable, retryAfterMs };
    }
    const { name, message } = thrown;
    if (name === "TimeoutError") return { kind: "timeout" };
    if (name === "TypeError" && UNREACHED.some((words) => words.test(message))) return { kind: "network" };
    if (name === "Error" && PLAIN.test(message)) return { kind: "network" };
  } catch {}
  return undefined;
}
