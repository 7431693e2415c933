// @ts-check
// The emulator's handlers over sockets: one origin per service, one for the control API, and one for a page of static files. It does
// what emulator/src/server.rs does.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { getSystemErrorMap } from "node:util";
import { makeGlue } from "#testing-glue";
import { readTold } from "../delivery.js";
import { send } from "./answer.js";
import { serveFiles } from "./files.js";

/** @typedef {import("#testing-glue").Worlds} Worlds */
/** @typedef {import("../delivery.js").Delivery} Delivery */
/** @typedef {import("node:http").IncomingMessage} Asked */
/** @typedef {import("node:http").ServerResponse<Asked>} Answer */
/** @typedef {{ control: string, arctos: string, sConnector: string, airfob: string }} Origins */

/** The largest request body that is taken in. */
const REQUEST_LIMIT = 32 << 20;

/** A connection is kept as long as its client likes, and what hangs does so by a fault alone. */
const PATIENT = {
  keepAliveTimeout: 0,
  headersTimeout: 0,
  requestTimeout: 0,
  requireHostHeader: false,
  maxHeaderSize: 400 << 10,
};

/**
 * Listens on every port.
 * @param {import("./flags.js").Flags} flags
 * @returns {Promise<Origins & { page: string | null }>} where
 */
export async function start({ ports, page }) {
  /** @type {(worlds: Worlds) => void} */
  let tell = () => {};
  // Whoever asks before everything listens waits.
  /** @type {Promise<Worlds>} */
  const made = new Promise((resolve) => {
    tell = resolve;
  });

  const origins = {
    control: await listen(ports.control, "--control-port", onControl(made)),
    arctos: await listen(ports.arctos, "--arctos-port", onService(made, "arctos")),
    sConnector: await listen(ports.sConnector, "--s-connector-port", onService(made, "sConnector")),
    airfob: await listen(ports.airfob, "--airfob-port", onService(made, "airfob")),
  };
  const pageOrigin = page ? await listen(page.port, "--page-port", onPage(made, page)) : null;

  const glue = makeGlue();
  const bytes = readFileSync(new URL("testing.wasm", import.meta.url));
  glue.initSync({ module: new WebAssembly.Module(bytes) });
  tell(new glue.Worlds(JSON.stringify(origins), "{}", Date.now()));
  return { ...origins, page: pageOrigin };
}

/**
 * Only this machine is listened to.
 * @param {number} port
 * @param {string} flag
 * @param {(request: Asked, response: Answer) => Promise<void>} answer
 * @returns {Promise<string>} the origin
 */
function listen(port, flag, answer) {
  const server = createServer(PATIENT, (request, response) => void answer(request, response));
  return new Promise((resolve, reject) => {
    server.once("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      const [, told = error.message] = getSystemErrorMap().get(error.errno ?? 0) ?? [];
      reject(new Error(`${flag} ${port}: cannot listen there: ${told}`, { cause: error }));
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      if (address !== null && typeof address === "object") resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}

/** @param {Promise<Worlds>} made @param {string} service */
function onService(made, service) {
  return async (/** @type {Asked} */ request, /** @type {Answer} */ response) => {
    const worlds = await made;
    const body = await read(request);
    if (!body) return send(TOO_LARGE, request, response);
    const { method = "", url = "" } = request;
    const headers = JSON.stringify(headersOf(request));
    const delivery = handled(() => worlds.serve(service, method, url, headers, body, Date.now()));
    if (request.headers.origin !== undefined) {
      // A browser repeats by itself a request whose connection, used before, closes with no answer. With a new
      // connection for each request it does not, and `lost` means lost.
      delivery.headers = [...delivery.headers.filter(([name]) => name !== "connection"), ["connection", "close"]];
    }
    await send(delivery, request, response);
  };
}

/** @param {Promise<Worlds>} made */
function onControl(made) {
  return async (/** @type {Asked} */ request, /** @type {Answer} */ response) => {
    const worlds = await made;
    const body = await read(request);
    if (!body) return send(TOO_LARGE, request, response);
    const { method = "", url = "" } = request;
    await send(
      handled(() => worlds.control(method, url, body, Date.now())),
      request,
      response,
    );
  };
}

/**
 * The page's files, and at `/emulator.json` what the page needs to find the emulator: the default world.
 * @param {Promise<Worlds>} made
 * @param {import("./flags.js").Page} page
 */
function onPage(made, { dir, mounts }) {
  const files = serveFiles(dir, mounts);
  return async (/** @type {Asked} */ request, /** @type {Answer} */ response) => {
    response.setHeader("cache-control", "no-cache");
    const { method = "", url = "" } = request;
    const asksForWorld = ["GET", "HEAD"].includes(method) && url.split("?", 1)[0] === "/emulator.json";
    if (!asksForWorld) return files(request, response);
    const worlds = await made;
    const told = handled(() => worlds.control("GET", "/worlds/default", new Uint8Array(), Date.now()));
    response.writeHead(told.status, { "content-type": "application/json" }).end(told.body);
  };
}

/** @type {Delivery} */
const TOO_LARGE = {
  pace: "atOnce",
  amount: 0,
  status: 413,
  headers: [["content-type", "text/plain; charset=utf-8"]],
  body: Buffer.from("the request's body could not be read, or is too large"),
};

/**
 * What the module says to a request; one that none can be made of is refused.
 * @param {() => [string, Uint8Array?]} run
 * @returns {Delivery}
 */
function handled(run) {
  try {
    return readTold(run());
  } catch (error) {
    // A module that broke off goes on with nothing.
    if (!(error instanceof Error) || error instanceof WebAssembly.RuntimeError) throw error;
    return { ...TOO_LARGE, status: 400, body: Buffer.from(error.message) };
  }
}

/**
 * The body, all of it: who is told in the middle of sending that it is too much may not hear it.
 * @param {Asked} request
 * @returns {Promise<Uint8Array | undefined>} nothing where it is too large or breaks off
 */
async function read(request) {
  /** @type {Uint8Array[]} */
  let pieces = [];
  let length = 0;
  try {
    for await (const piece of request) {
      length += piece.length;
      if (length > REQUEST_LIMIT) pieces = [];
      else pieces.push(piece);
    }
  } catch {
    return undefined;
  }
  return length > REQUEST_LIMIT ? undefined : Buffer.concat(pieces);
}

/**
 * Every header as it came. Node has the bytes as Latin-1, and the handlers take them as UTF-8.
 * @param {Asked} request
 */
function headersOf({ rawHeaders }) {
  const texts = rawHeaders.map((text) => Buffer.from(text, "latin1").toString());
  return Array.from({ length: texts.length / 2 }, (_, at) => texts.slice(at * 2, at * 2 + 2));
}
