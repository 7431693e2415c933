// The assertions of the suite: few, without a test framework, so that they run wherever the package does.

/** A value in words, for a message. */
export function show(value) {
  if (value instanceof Error) {
    const { name, message, ...fields } = value;
    return `${name}: ${message} ${JSON.stringify(fields)}`;
  }
  try {
    return JSON.stringify(value, (_, each) => (each === undefined ? "undefined" : each)) ?? String(value);
  } catch {
    return String(value);
  }
}

export function fail(message) {
  throw new Error(message);
}

export function ok(value, message) {
  if (!value) fail(message ?? `${show(value)} should be true`);
}

/** Deep equality of plain values; a member that is undefined is as if it were absent. */
export function equal(found, expected, what = "value") {
  const path = difference(found, expected, what);
  if (path) fail(`${path} of ${show(found)}, where ${show(expected)} was expected`);
}

function difference(found, expected, path) {
  if (Object.is(found, expected)) return undefined;
  if (typeof found !== "object" || typeof expected !== "object" || !found || !expected) {
    return `${path} is ${show(found)}, not ${show(expected)}:`;
  }
  if (Array.isArray(found) !== Array.isArray(expected)) return `${path} is another shape:`;
  for (const key of new Set([...Object.keys(found), ...Object.keys(expected)])) {
    const inside = difference(found[key], expected[key], `${path}.${key}`);
    if (inside) return inside;
  }
  return undefined;
}

/** Asserts that the members named are there with these values; others may be there too. */
export function has(found, members, what = "value") {
  for (const [name, expected] of Object.entries(members)) equal(found?.[name], expected, `${what}.${name}`);
}

/** What a promise rejects with, whatever it is. */
export async function rejection(promise, what = "the promise") {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  return fail(`${what} was fulfilled with ${show(value)}`);
}

/** The RoomkeyError that a call ends in, with these members. */
export async function failsWith(roomkey, promise, members, what = "the call") {
  const error = await rejection(promise, what);
  ok(error instanceof roomkey.RoomkeyError, `${what} ended in ${show(error)}, which is no RoomkeyError`);
  has(error, members, what);
  ok(error.message.length > 20 && !error.message.includes("undefined"), `${what} says only ${show(error.message)}`);
  return error;
}

/** What a function throws. */
export function thrown(work) {
  try {
    work();
  } catch (error) {
    return error;
  }
  return fail("nothing was thrown");
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Fails if the promise has not settled in time; gives what it settles with. */
export async function soon(promise, ms, what = "the call") {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} had not settled after ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until something is so, and fails if it does not come to be. */
export async function until(condition, what, ms = 5_000) {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) fail(`${what} did not come to be within ${ms} ms`);
    await sleep(5);
  }
}
