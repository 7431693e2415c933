// The rows in headless Chromium: a page on loopback, which runs them when it is told to.

import { launchBrowser, serve } from "../tests/package/support.mjs";
import { bundle } from "./node.mjs";

/** An isolated page has a clock of microseconds. */
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/** `{ version, measure(row, smoke), close }`. */
export async function open() {
  const script = await bundle({ entryPoints: ["page.mjs"] });
  const give = (type, body) => (_, response) =>
    response.writeHead(200, { ...ISOLATED, "content-type": type }).end(body);
  const site = await serve({
    "/page.js": give("text/javascript", script),
    "/": give(
      "text/html; charset=utf-8",
      '<!doctype html><title>bench</title><script type="module" src="/page.js"></script>',
    ),
  });
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto(site.url);
  await page.waitForFunction("crossOriginIsolated && globalThis.measure");
  return {
    version: browser.version(),
    measure: ({ name }, smoke = false) =>
      page.evaluate(([name, smoke]) => globalThis.measure(name, smoke), [name, smoke]),
    close: async () => {
      await browser.close();
      await site.close();
    },
  };
}
