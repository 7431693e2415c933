// The error class of the JavaScript face. A class of its own, so that `instanceof`, `name` and stack traces are what users expect.

const brand = Symbol.for("roomkey.RoomkeyError");
const key = Symbol();

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
}

Object.defineProperty(RoomkeyError.prototype, "name", { value: "RoomkeyError", configurable: true });
Object.defineProperty(RoomkeyError.prototype, brand, { value: true });

export function isRoomkeyError(value) {
  return typeof value === "object" && value !== null && value[brand] === true;
}

export function makeError(message, fields, cause) {
  return new RoomkeyError(key, message, fields, cause);
}
