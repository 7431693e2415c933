// @ts-check
// How an answer leaves by a socket: at once, late, in pieces, or not at all.

import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { flood, promisedLength } from "../delivery.js";

/** @typedef {import("../delivery.js").Delivery} Delivery */
/** @typedef {import("node:http").IncomingMessage} Asked */
/** @typedef {import("node:http").ServerResponse<Asked>} Answer */

/** An answer with this status has no body. */
const NO_CONTENT = 204;

/** @param {Delivery} delivery @param {Asked} request @param {Answer} response */
export async function send(delivery, request, response) {
  const { pace, amount, status, body } = delivery;
  if (pace === "silence") return;
  if (pace === "close") {
    request.socket.destroy();
    return;
  }
  if (pace === "late") await pause(amount, response);
  response.writeHead(status, fields(delivery));
  if (status === NO_CONTENT || pace === "atOnce" || pace === "late") {
    response.end(status === NO_CONTENT ? undefined : body);
    return;
  }
  response.flushHeaders();
  if (pace === "never") return;
  if (pace === "cut") {
    response.write(body.subarray(0, amount));
    // What is written so far reaches the client before the connection ends.
    request.socket.destroySoon();
    return;
  }
  const pieces = pace === "flood" ? flood(amount) : drip(body, amount, response);
  // A client that goes in the middle is nobody's trouble.
  await pipeline(Readable.from(pieces), response).catch(() => {});
}

/**
 * The head as Node takes it: names and values by turns.
 * @param {Delivery} delivery
 */
function fields(delivery) {
  const { pace, status, headers } = delivery;
  const inPieces = pace === "never" || pace === "drip" || pace === "cut";
  const told = headers.some(([name]) => name === "content-length" || name === "transfer-encoding");
  const kept = inPieces ? headers.filter(([name]) => name !== "content-length") : headers;
  const promised = status !== NO_CONTENT && pace !== "flood" && (inPieces || !told);
  const all = promised ? [...kept, ["content-length", String(promisedLength(delivery))]] : kept;
  // Node writes texts as Latin-1; these are UTF-8.
  return all.flat().map((text) => Buffer.from(text).toString("latin1"));
}

/** @param {Uint8Array} body @param {number} ms @param {Answer} response */
async function* drip(body, ms, response) {
  for (let sent = 0; sent < body.length; sent++) {
    await pause(ms, response);
    yield body.subarray(sent, sent + 1);
  }
}

/**
 * Waits so many ms, and not one less, as a timer of Node's may; no longer than the client does.
 * @param {number} ms
 * @param {Answer} response
 * @returns {Promise<void>}
 */
function pause(ms, response) {
  const until = performance.now() + ms;
  return new Promise((resolve) => {
    /** @type {NodeJS.Timeout} */
    let timer;
    const stop = () => {
      clearTimeout(timer);
      response.off("close", stop);
      resolve();
    };
    const wait = () => {
      const left = until - performance.now();
      if (left <= 0) stop();
      else timer = setTimeout(wait, left);
    };
    response.once("close", stop);
    wait();
  });
}
