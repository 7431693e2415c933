// @ts-check
// The entry without a module: the user brings it, by init(input).

import { airfobClient, arctosClient, sConnectorClient } from "./clients.js";
import { loading } from "./module.js";

export { isRoomkeyError, RoomkeyError } from "../../face/src/errors.js";

/** @type {WebAssembly.Module | undefined} */
let compiled;

const load = /* @__PURE__ */ loading(() => {
  if (compiled) return compiled;
  throw new Error("the WebAssembly module is not here yet: await init(input) of roomkey/slim before the first client");
});

export const ArctosClient = /* @__PURE__ */ arctosClient(load);
export const SConnectorClient = /* @__PURE__ */ sConnectorClient(load);
export const AirfobClient = /* @__PURE__ */ airfobClient(load);

/** @param {unknown} input */
export async function init(input) {
  compiled ??= await compile(await input);
}

/** @param {string} detail @param {unknown} [cause] */
const notLoaded = (detail, cause) =>
  new Error(`roomkey/slim: the WebAssembly module did not load: ${detail}.`, { cause });

/**
 * By what the input is, since it may be of another realm.
 *
 * @param {any} input
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(input) {
  const tag = Object.prototype.toString.call(input);
  if (tag === "[object WebAssembly.Module]") return input;
  if (tag === "[object ArrayBuffer]" || ArrayBuffer.isView(input)) return compileBytes(input);
  if (typeof input?.arrayBuffer === "function" && input.headers) return compileBytes(await bytesOf(input));
  const address = typeof input === "string" ? input : input?.href;
  if (typeof address === "string") {
    /** @type {Response} */
    let response;
    try {
      response = await fetch(address);
    } catch (cause) {
      throw notLoaded(
        `${address} could not be fetched: check the address, the connection, and the page's connect-src policy`,
        cause,
      );
    }
    return compileBytes(await bytesOf(response));
  }
  throw notLoaded("give init a compiled module, its bytes, a Response or a URL");
}

/** @param {Response} response */
async function bytesOf(response) {
  const from = response.url ? ` (${response.url})` : "";
  if (!response.ok) throw notLoaded(`the server answered HTTP ${response.status} for it${from}`);
  if (response.headers.get("content-type")?.includes("text/html")) {
    throw notLoaded(`the server answered a web page for it${from}: serve the file roomkey.wasm there`);
  }
  try {
    return await response.arrayBuffer();
  } catch (cause) {
    throw notLoaded(`its bytes could not be read${from}`, cause);
  }
}

/** @param {BufferSource} bytes */
async function compileBytes(bytes) {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw notLoaded(
      "it could not be compiled: check that it is roomkey.wasm of this version, and that the page's script-src policy allows 'wasm-unsafe-eval'",
      cause,
    );
  }
}
