// @ts-check
// What fits the emulator to the tools of tests, without a dependency on them.

import { later, respond } from "./delivery.js";
import { ORIGINS, serviceAt } from "./origins.js";
import { readRequest } from "./request.js";

/** @typedef {import("./delivery.js").Delivery} Delivery */
/** @typedef {import("./request.js").Asked} Asked */
/** @typedef {(request: Asked) => Delivery} Serve */

/** Paces that need a body in pieces, by the faults that ask for them. */
const STREAMED = { never: "hangBody", drip: "drip", cut: "cut" };

/**
 * Handlers for MSW. A redirect is handed over as it is: MSW follows it.
 * @param {any} http MSW's own
 * @param {Serve} serve
 */
export function handlers(http, serve) {
  /** @param {{ request: Request }} info */
  const resolve = async ({ request }) => {
    const delivery = serve(await readRequest(request));
    return delivery.pace === "close" ? Response.error() : respond(delivery, request.signal);
  };
  return Object.values(ORIGINS).map((origin) => http.all(`${origin}/*`, resolve));
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
