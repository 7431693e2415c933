// What a user gives, read: arguments by the operations' tables, options by those here. Every member is read once, and what does not fit is
// named, never shown. Nothing that the module calls throws.

import { failureOf } from "./errors.js";

/** What is wrong, and with which argument. That is named without `request.` and `options.`, which go without saying. */
class Wrong {
  constructor(name, what) {
    this.wrong = `${name} ${what}`;
    this.argument = name.replace(/^(request|options)\./, "");
  }
}

const must = (name, expected) => new Wrong(name, `must be ${expected}`);

/** What is wrong with what was read last. */
let wrong;

/** What some reading comes to; nothing where something is wrong. */
function told(name, reading) {
  try {
    return reading();
  } catch (thrown) {
    wrong = thrown instanceof Wrong ? thrown : must(name, "readable");
    return undefined;
  }
}

/** Tells it, once. */
export function whatIsWrong() {
  const last = wrong;
  wrong = undefined;
  return last;
}

const isAbsent = (value) => value === undefined || value === null;

/** A member of what roomkey did not make; undefined where reading it throws. */
function member(object, name) {
  try {
    return object[name];
  } catch {
    return undefined;
  }
}

const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);

/** Their contents are no members: read as an object they are empty, and JSON writes them as {}. */
const COLLECTIONS = ["Map", "Set", "WeakMap", "WeakSet", "URLSearchParams", "Headers", "FormData", "Promise"];

/** The kind of a collection, of whatever realm; undefined for all else. */
function collection(value) {
  try {
    const kind = tag(value);
    if (COLLECTIONS.includes(kind)) return kind;
    // Older Workers give their own no tag. The name first: in Node, to look at the global Headers is to load all of its fetch.
    const { name } = value.constructor;
    return COLLECTIONS.includes(name) && value instanceof globalThis[name] ? name : undefined;
  } catch {
    return undefined;
  }
}

/** The names of a plain object's own members; none for what can do something, such as an object of a class. */
function memberNames(object) {
  try {
    const parent = Object.getPrototypeOf(object);
    // Of whatever realm: the prototype of a plain object has none itself.
    const isPlain = parent === null || Object.getPrototypeOf(parent) === null;
    return isPlain ? Object.keys(object) : [];
  } catch {
    return [];
  }
}

/** The part of a name that is shown. */
const shown = (name) => [...name].slice(0, 40).join("");

/** Levenshtein's distance. */
function edits(from, to) {
  let row = [0, ...to].map((_, at) => at);
  [...from].forEach((one, at) => {
    const next = [at + 1];
    [...to].forEach((other, by) => {
      next.push(Math.min(row[by] + (one === other ? 0 : 1), row[by + 1] + 1, next[by] + 1));
    });
    row = next;
  });
  return row[to.length];
}

/** The known name that is nearest to one that nobody knows, and how near. */
function nearest(name, known) {
  const all = known.map((near) => ({ near, by: edits(name, near) }));
  return all.reduce((best, each) => (each.by < best.by ? each : best));
}

/** As many edits make a slip of the pen. */
const CLOSE = 2;

/** What is said of a member that is none of `known`: the nearest one, or all of them where none is near. */
export function unknown(name, known) {
  const { near, by } = nearest(shown(name), known);
  if (by <= Math.max(CLOSE, shown(name).length / 3)) return `is unknown: did you mean ${near}?`;
  return `is unknown: what is known here is ${known.join(", ")}`;
}

/** True for a name that is none of `known`, but so close to one that it is a slip of the pen. */
export function isSlip(name, known) {
  const { by } = nearest(shown(name), known);
  return by > 0 && by <= CLOSE;
}

const typed = (type, expected) => (given, name) => {
  if (typeof given !== type) throw must(name, expected);
  return given;
};
const number = typed("number", "a number");
const callable = typed("function", "a function");

/** A string, and one that UTF-8 can hold. */
function string(given, name) {
  if (/[\ud800-\udfff]/u.test(typed("string", "a string")(given, name))) {
    throw new Wrong(name, "is no well-formed Unicode: it holds half of a surrogate pair");
  }
  return given;
}

/** The ms since 1970 of a Date, of whatever realm; undefined for anything else. */
function time(given, name) {
  let ms;
  try {
    ms = Date.prototype.getTime.call(given);
  } catch {
    return undefined;
  }
  if (Number.isNaN(ms)) throw must(name, "a date that exists");
  return ms;
}

/** Readers of what has no parts, by what is expected; all else is a string. */
const READERS = {
  "a number": number,
  "a whole number, 0 or more"(given, name, expected) {
    if (Number.isInteger(number(given, name)) && given >= 0 && given < 2 ** 32) return given;
    throw must(name, expected);
  },
  "a boolean or 1 or 0": typed("boolean", "a boolean"),
  "a list"(given, name) {
    if (!Array.isArray(given)) throw must(name, "an array of strings");
    return Array.from({ length: member(given, "length") }, (_, at) => string(member(given, at), `${name}[${at}]`));
  },
  "a number of ms or a Date": (given, name, expected) => time(given, name) ?? typed("number", expected)(given, name),
  "a string or a Date"(given, name, expected) {
    const ms = time(given, name);
    if (ms !== undefined) return new Date(ms).toISOString();
    return string(typed("string", expected)(given, name), name);
  },
  // The fields of a profile, as JSON.
  "an object"(given) {
    const name = "user.meta";
    let lost;
    let text;
    try {
      text = JSON.stringify(given, (_, each) => {
        lost ??= typeof each === "object" ? collection(each) : undefined;
        return each;
      });
    } catch {}
    if (lost) throw new Wrong(name, `holds a ${lost}, of which JSON keeps nothing: give an object or an array`);
    if (text === undefined) throw new Wrong(name, "cannot be written as JSON");
    return text;
  },
  // Of whatever realm or library. The module copies bytes; a Blob cannot change.
  "a Uint8Array, an ArrayBuffer or a Blob"(given, name, expected) {
    const isBuffer = ["ArrayBuffer", "SharedArrayBuffer"].includes(tag(given));
    if (isBuffer || ArrayBuffer.isView(given)) {
      const { buffer = given, byteOffset, byteLength } = given;
      return { size: byteLength, bytes: new Uint8Array(buffer, byteOffset, byteLength) };
    }
    const size = member(given, "size");
    const isLike = typeof size === "number" && typeof member(given, "arrayBuffer") === "function";
    if (isLike || ["Blob", "File"].includes(tag(given))) return { size, blob: given };
    throw must(name, expected);
  },

  "a function": callable,
  "an AbortSignal"(given, name, expected) {
    if (typeof member(given, "addEventListener") !== "function") throw must(name, expected);
    return given;
  },
  // A `URL` may be of whatever realm.
  "a string or a URL"(given, name, expected) {
    const isUrl = typeof given === "object" && typeof (member(given, "searchParams") ?? 0) === "object";
    return string(typed("string", expected)(isUrl ? member(given, "href") : given, name), name);
  },
  "false or an object"(given, name, expected) {
    if (given === false) return { maxAttempts: 1 };
    return named(object(typed("object", expected)(given, name), name, RETRY), RETRY);
  },
  "a store": store,
  "a supplier": (given, name) => supplier(callable(given, name)),
};

/** What an object has of these fields, in their order. One that they do not name is refused for its name, whatever its value. */
function object(given, name, fields, isWrong = (each, known) => !known.includes(each)) {
  // What holds its members otherwise would seem to have none.
  if (typeof given !== "object" || Array.isArray(given) || collection(given)) throw must(name, "an object");
  const known = fields.map(([each]) => each);
  for (const each of memberNames(given)) {
    if (isWrong(each, known)) throw new Wrong(`${name}.${shown(each)}`, unknown(each, known));
  }
  return fields.map((field) => optional(get(given, field[0], name), `${name}.${field[0]}`, field));
}

/** Values with the names of their fields. */
const named = (values, fields) => Object.fromEntries(fields.map(([name], at) => [name, values[at]]));

function get(object, member, name) {
  try {
    return object[member];
  } catch {
    throw must(`${name}.${member}`, "readable");
  }
}

/** `field`: its name, whether it must be there, what is expected, and the parts of that: the fields of an object, or all strings that it may be. */
function optional(given, name, field) {
  if (!isAbsent(given)) return value(given, name, field);
  if (field[1]) throw new Wrong(name, "is required");
  return undefined;
}

function value(given, name, [, , expected, parts]) {
  if (!parts?.length) return (READERS[expected] ?? string)(given, name, expected);
  if (expected === "an object") return object(given, name, parts);
  if (!parts.includes(string(given, name))) throw must(name, expected);
  return given;
}

/** Reads what an operation takes. */
export function readArgument(given, field) {
  const [name, isRequired, expected] = field;
  const read = isRequired && expected !== "an object" ? value : optional;
  return told(name, () => read(given, name, field));
}

const CALL = [
  ["signal", false, "an AbortSignal"],
  ["timeoutMs", false, "a number"],
];

/** Reads the options of a call. Others may add members of their own, as React Query does. */
export function readCallOptions(given) {
  return told("options", () => named(object(given ?? {}, "options", CALL, isSlip), CALL));
}

const RETRY = [
  ["maxAttempts", false, "a whole number, 0 or more"],
  ["baseDelayMs", false, "a number"],
  ["maxDelayMs", false, "a number"],
];

/** What every client takes. */
const EVERY_CLIENT = [
  ["baseUrl", false, "a string or a URL"],
  ["fetch", false, "a function"],
  ["timeoutMs", false, "a number"],
  ["retry", false, "false or an object"],
  ["tokenStore", false, "a store"],
  ["onEvent", false, "a function"],
  ["allowInsecureHttp", false, "a boolean or 1 or 0"],
  ["dangerouslyAllowBrowser", false, "a boolean or 1 or 0"],
];

/** What a client that does not log in by itself may take beside its credentials. */
const TOKENS = [
  ["accessToken", false, "a string"],
  ["getAccessToken", false, "a supplier"],
];

/** Reads the options of a client; `own`: the fields that only this service has. */
export function readOptions(given, own, takesTokens) {
  return told("options", () => {
    const fields = [...own, ...(takesTokens ? TOKENS : []), ...EVERY_CLIENT];
    const values = object(given ?? {}, "options", fields);
    const read = named(values, fields);
    // A key that is there and has no value comes from a setting that is missing: without it, the call would fail much later.
    if (read.licenseKey === undefined && memberNames(given).includes("licenseKey")) {
      throw new Wrong("licenseKey", "has no value: give the key, or leave the member out where a gateway adds it");
    }
    if ([read.credentials, read.accessToken, read.getAccessToken].filter((source) => source !== undefined).length > 1) {
      const wrong = "give one of credentials, accessToken and getAccessToken, not more";
      throw Object.assign(must("", ""), { wrong, argument: undefined });
    }
    return { ...read, ...read.retry, own: values.slice(0, own.length) };
  });
}

/** The name of an Error, of whatever realm, after a blank; nothing for anything else. */
function errorName(thrown) {
  try {
    const isError = ["Error", "DOMException"].includes(tag(thrown)) || thrown instanceof Error;
    if (isError && typeof thrown.name === "string") return ` ${thrown.name}`;
  } catch {}
  return "";
}

/**
 * A user's store as one function, called with an action, a key and, to set it, a token. It gives what `get` found. What it rejects with may be
 * shown: of what the store threw the name alone, since its words may hold the token.
 */
function store(given, name) {
  typed("object", "an object")(given, name);
  for (const action of ["get", "set", "delete"]) callable(get(given, action, name), `${name}.${action}`);
  return (action, ...args) =>
    new Promise((resolve) => resolve(given[action](...args))).then(
      (found) => (action === "get" ? stored(found) : undefined),
      (thrown) => Promise.reject(`threw${errorName(thrown)}`),
    );
}

/** A token as a store gave it, whose members may throw. */
function stored(found) {
  if (isAbsent(found)) return undefined;
  try {
    const { accessToken, expiresAt } = found;
    if (typeof accessToken === "string" && (isAbsent(expiresAt) || Number.isFinite(expiresAt))) {
      return { accessToken, expiresAt };
    }
  } catch {}
  return Promise.reject("gave something that is no token");
}

/** getAccessToken as it is called. It rejects with what it threw, and what that says of itself. */
function supplier(ask) {
  return (refused, signal) =>
    new Promise((resolve) => resolve(ask({ refused, ...(signal && { signal }) })))
      .then(supplied)
      .catch((thrown) => Promise.reject({ ...failureOf(thrown), thrown }));
}

/** What getAccessToken gave: a string, or an object whose members may throw. */
function supplied(given) {
  const isBare = typeof given !== "object" || given === null;
  const accessToken = isBare ? given : member(given, "accessToken");
  if (typeof accessToken !== "string" || accessToken === "") throw new TypeError("getAccessToken gave no string");
  const expiresInMs = isBare ? undefined : member(given, "expiresInMs");
  if (!isAbsent(expiresInMs) && !Number.isFinite(expiresInMs)) {
    throw new TypeError("getAccessToken gave an expiresInMs that is no number");
  }
  return { accessToken, expiresInMs };
}
