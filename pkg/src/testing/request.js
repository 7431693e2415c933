// @ts-check
// Reads what a fetch function is given: an address or a Request (of any realm, by its members), and its options.

/**
 * @typedef {object} Asked
 * @property {URL} url
 * @property {string} method
 * @property {[string, string][]} headers names in lower case
 * @property {Uint8Array} body
 * @property {string} redirect
 */

/** The methods whose names fetch writes in capitals. */
const KNOWN_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];

/**
 * @param {any} input
 * @param {any} init
 * @returns {AbortSignal | undefined}
 */
export function signalOf(input, init) {
  const signal = init?.signal !== undefined ? init.signal : input?.signal;
  return signal ?? undefined;
}

/**
 * @param {any} input
 * @param {any} [init]
 * @returns {Promise<Asked>}
 */
export async function readRequest(input, init = {}) {
  const request = typeof input === "object" && input !== null && typeof input.url === "string" ? input : undefined;
  const address = request ? request.url : String(input);
  let url;
  try {
    url = new URL(address, globalThis.location?.href);
  } catch (cause) {
    throw new TypeError(`fetch: ${JSON.stringify(address)} is no address`, { cause });
  }
  const named = String(init?.method ?? request?.method ?? "GET");
  const method = KNOWN_METHODS.find((known) => known === named.toUpperCase()) ?? named;
  const headers = new Map(pairs(init?.headers ?? request?.headers));
  const given = init?.body ?? undefined;
  if (given !== undefined && (method === "GET" || method === "HEAD")) {
    throw new TypeError(`fetch: a request with the method ${method} has no body`);
  }
  const { bytes, type } = given === undefined ? await bodyOf(request, method) : await bytesOf(given);
  if (type !== undefined && !headers.has("content-type")) headers.set("content-type", type);
  return {
    url,
    method,
    headers: [...headers],
    body: bytes,
    redirect: init?.redirect ?? request?.redirect ?? "follow",
  };
}

/**
 * @param {any} headers
 * @returns {[string, string][]}
 */
function pairs(headers) {
  if (headers === undefined || headers === null) return [];
  const all = typeof headers[Symbol.iterator] === "function" ? [...headers] : Object.entries(headers);
  return all.map(([name, value]) => [String(name).toLowerCase(), String(value)]);
}

/** @param {any} request @param {string} method */
async function bodyOf(request, method) {
  if (!request || method === "GET" || method === "HEAD") return { bytes: new Uint8Array(), type: undefined };
  return { bytes: new Uint8Array(await request.arrayBuffer()), type: undefined };
}

/** @param {any} body */
async function bytesOf(body) {
  if (typeof body === "string") return { bytes: new TextEncoder().encode(body), type: "text/plain;charset=UTF-8" };
  if (ArrayBuffer.isView(body)) {
    return { bytes: new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice(), type: undefined };
  }
  // Whatever else a body may be: the platform knows how to read it, and what type it has.
  const read = new Response(body);
  return { bytes: new Uint8Array(await read.arrayBuffer()), type: read.headers.get("content-type") ?? undefined };
}
