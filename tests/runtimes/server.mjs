// A static server for browsers: the installed package, a second copy of it, the suite and a runner page, each under its own path.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { installed, SUITE } from "../node/support.mjs";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm" };
const PAGE = fileURLToPath(new URL("./page", import.meta.url));

/** The pages that ask what to do, by the name that each gave: where questions go, and who waits for their answers. */
class Visitors {
  #visitors = new Map();
  #asked = 0;

  #of(name) {
    if (!this.#visitors.has(name)) {
      const visitor = { waiting: new Map() };
      visitor.come = new Promise((resolve) => (visitor.open = resolve));
      this.#visitors.set(name, visitor);
    }
    return this.#visitors.get(name);
  }

  /** A page's stream of questions. */
  opened(name, response) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.flushHeaders();
    response.on("close", () => this.left(name, "its page has gone"));
    this.#of(name).open(response);
  }

  answered(name, { id, ...answer }) {
    this.#of(name).waiting.get(id)?.resolve(answer);
  }

  /** Nobody waits for one who has left. */
  left(name, why) {
    const visitor = this.#of(name);
    visitor.gone = new Error(`${name}: ${why}`);
    visitor.open();
    for (const { reject } of visitor.waiting.values()) reject(visitor.gone);
  }

  async ask(name, question) {
    const visitor = this.#of(name);
    const questions = await visitor.come;
    if (visitor.gone) throw visitor.gone;
    const id = this.#asked++;
    try {
      return await new Promise((resolve, reject) => {
        visitor.waiting.set(id, { resolve, reject });
        questions.write(`data: ${JSON.stringify({ id, ...question })}\n\n`);
      });
    } finally {
      visitor.waiting.delete(id);
    }
  }
}

/**
 * Serves on a free port of loopback: `{ url, visitors, close }`. A page at `/page/index.html?place=…` does what its visitor is asked.
 */
export async function serve() {
  const { folder } = await installed();
  const mounts = { pkg: folder, copy: folder, conformance: SUITE, page: PAGE };
  const visitors = new Visitors();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    if (pathname === "/questions") return visitors.opened(searchParams.get("place"), response);
    if (pathname === "/answers") {
      visitors.answered(searchParams.get("place"), await json(request));
      return response.writeHead(204).end();
    }
    const [, mount, ...rest] = pathname.split("/");
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
    visitors,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
