// What is asked of values that roomkey did not make. Nothing here throws.

/** Their contents are no members: read as an object they are empty, and JSON writes them as {}. */
const COLLECTIONS = ["Map", "Set", "WeakMap", "WeakSet", "URLSearchParams", "Headers", "FormData", "Promise"];

/** The kind of a collection, of whatever realm; undefined for all else. */
function collection(value) {
  try {
    const tag = Object.prototype.toString.call(value);
    // Older Workers give their own no tag. The name first: in Node, to look at the global Headers is to load all of its fetch.
    const isOwn = (kind) => value?.constructor?.name === kind && value instanceof globalThis[kind];
    return COLLECTIONS.find((kind) => tag === `[object ${kind}]` || isOwn(kind));
  } catch {
    return undefined;
  }
}

/** True for what holds its members otherwise than an object does: read as one, it would seem to have none. */
export function isCollection(value) {
  return Array.isArray(value) || collection(value) !== undefined;
}

/** The names of a plain object's own members; none for what can do something, such as an object of a class. */
export function memberNames(object) {
  try {
    const parent = Object.getPrototypeOf(object);
    // Of whatever realm: the prototype of a plain object has none itself.
    const isPlain = parent === null || Object.getPrototypeOf(parent) === null;
    return isPlain ? Object.keys(object) : [];
  } catch {
    return [];
  }
}

/** `text`: a value as JSON, where it can be written; `lost`: the kind of a collection in it, of which JSON keeps nothing. */
export function written(value) {
  let lost;
  const look = (_, each) => {
    lost ??= typeof each === "object" ? collection(each) : undefined;
    return each;
  };
  try {
    return { text: JSON.stringify(value, look), lost };
  } catch {
    return { lost };
  }
}

/** A member of what a user gave; a symbol where it cannot be read, which no member is meant to be. */
export function read(object, name) {
  try {
    return object[name];
  } catch {
    return Symbol();
  }
}

/** A moment in ISO 8601. */
export function isoText(ms) {
  return new Date(ms).toISOString();
}

/** What getAccessToken is called with. */
export function tokenRequest(refused, signal) {
  return { refused, ...(signal && { signal }) };
}
