// A static server for browsers: the installed package, a second copy of it, the suite and a runner page, each under its own path.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { installed, SUITE } from "../node/support.mjs";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm" };
const PAGE = fileURLToPath(new URL("./page", import.meta.url));

/** Serves on a free port of loopback: `{ url, close }`. */
export async function serve() {
  const { folder } = await installed();
  const mounts = { pkg: folder, copy: folder, conformance: SUITE, page: PAGE };
  const server = createServer(async (request, response) => {
    const [, mount, ...rest] = new URL(request.url, "http://localhost").pathname.split("/");
    try {
      const file = join(mounts[mount], normalize(`/${rest.join("/")}`));
      const body = await readFile(file);
      response.writeHead(200, {
        "content-type": TYPES[extname(file)] ?? "application/octet-stream",
        // So that a service worker of /page/ may be where it is.
        "service-worker-allowed": "/",
        "cache-control": "no-store",
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
