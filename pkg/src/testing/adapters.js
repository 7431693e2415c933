// @ts-check
// What fits the emulator to the tools of tests, without a dependency on them.

import { arrive, later, respond } from "./delivery.js";
import { ORIGINS, serviceAt } from "./origins.js";
import { readRequest } from "./request.js";

/** @typedef {import("./delivery.js").Delivery} Delivery */
/** @typedef {import("./request.js").Asked} Asked */
/** @typedef {(request: Asked) => Delivery} Serve */

/** Paces that need a body in pieces, by the faults that ask for them. */
const STREAMED = { never: "hangBody", drip: "drip", cut: "cut" };

/**
 * Handlers for MSW. A redirect is handed over as it is: MSW follows it. It ends an aborted request too, and prints what a handler
 * throws: so none throws the reason.
 * @param {any} http MSW's own
 * @param {Serve} serve
 */
export function handlers(http, serve) {
  /** @param {{ request: Request }} info */
  const resolve = async ({ request }) => {
    const delivery = serve(await readRequest(request));
    return delivery.pace === "close" ? Response.error() : arrive(delivery, request.signal);
  };
  return Object.values(ORIGINS).map((origin) => http.all(`${origin}/*`, resolve));
}

/**
 * Whether a fetch function was called by Miniflare, as its `outboundService`: it gives itself in place of options.
 * @param {any} init
 */
export const isMiniflare = (init) => typeof init?.dispatchFetch === "function";

/**
 * Answers what a Worker in Miniflare sends. A redirect is handed over as it is: workerd follows it, where it may. Whatever is thrown
 * here Miniflare makes a 500 of, so a connection that closes is an answer that breaks off at once; and since it keeps connections
 * open, one that breaks off must say that it closes.
 * @param {any} input
 * @param {Serve} serve
 */
export async function outbound(input, serve) {
  const delivery = serve(await readRequest(input));
  const breaks = delivery.pace === "close" || delivery.pace === "cut";
  if (!breaks) return respond(delivery, input.signal);
  const { amount, body, status, headers } = delivery;
  const sent = body.slice(0, amount);
  const broken = Object.fromEntries(headers);
  broken["content-length"] = String(Math.max(body.length, sent.length + 1));
  broken.connection = "close";
  return new Response(sent, { status: status || 200, headers: broken });
}

/**
 * Answers what a page of Playwright's sends to the services.
 * @param {any} page
 * @param {Serve} serve
 */
export async function route(page, serve) {
  await page.route(
    (/** @type {URL} */ url) => serviceAt(url) !== undefined,
    async (/** @type {any} */ each) => {
      const request = each.request();
      const headers = Object.entries(await request.allHeaders());
      const body = new Uint8Array(request.postDataBuffer() ?? []);
      const asked = { url: new URL(request.url()), method: request.method(), headers, body, redirect: "manual" };
      await fulfill(each, serve(/** @type {Asked} */ (asked)));
    },
  );
}

/** @param {any} route @param {Delivery} delivery */
async function fulfill(route, { pace, amount, status, headers, body }) {
  const streamed = STREAMED[/** @type {keyof typeof STREAMED} */ (pace)];
  if (streamed) {
    throw new Error(
      `roomkey/testing: Playwright answers with whole bodies, so the fault ${streamed} cannot be shown there`,
    );
  }
  if (pace === "silence") return;
  if (pace === "close") return route.abort("connectionreset");
  if (pace === "late") await later(amount);
  const text = pace === "flood" ? `"${"a".repeat(amount - 2)}"` : undefined;
  // A picture is no text; Playwright runs where there is a Buffer.
  const { Buffer: Bytes } = /** @type {any} */ (globalThis);
  const content = text ?? Bytes.from(body);
  await route.fulfill({ status, headers: Object.fromEntries(headers), body: content });
}
