// @ts-check
// Static files over HTTP: enough for a page, and nothing outside of its folders.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { pipeline } from "node:stream/promises";

/** @typedef {import("node:http").IncomingMessage} Asked */
/** @typedef {import("node:http").ServerResponse<Asked>} Answer */

/** @type {Record<string, string>} */
const TYPES = {
  ".avif": "image/avif",
  ".cjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".gif": "image/gif",
  ".htm": "text/html; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".mp4": "video/mp4",
  ".otf": "font/otf",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".xml": "text/xml; charset=utf-8",
};

/**
 * @param {string} dir
 * @param {[path: string, dir: string][]} mounts further folders, by the path that they appear under
 */
export function serveFiles(dir, mounts) {
  // The longest path first: one may lie in another.
  const places = [...mounts].sort(([one], [other]) => other.length - one.length);
  places.push(["", dir]);

  return async (/** @type {Asked} */ request, /** @type {Answer} */ response) => {
    const { method, url = "/" } = request;
    if (method !== "GET" && method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    const [path = "/"] = url.split("?", 1);
    const [mount, folder] = places.find(([mount]) => path === mount || path.startsWith(`${mount}/`)) ?? [];
    const file = folder === undefined ? undefined : locate(folder, path.slice(mount?.length));
    const found = file && (await look(file));
    if (!file || !found) {
      response.writeHead(404).end();
      return;
    }
    const asFolder = path.endsWith("/");
    if (found.isFile() && !asFolder) return answer(file, found, request, response);
    if (found.isDirectory() && !asFolder) {
      // Relative, so that it leads nowhere else whatever the path is.
      response.writeHead(307, { location: `./${path.split("/").at(-1)}/` }).end();
      return;
    }
    const index = join(file, "index.html");
    const page = found.isDirectory() ? await look(index) : undefined;
    if (page?.isFile()) return answer(index, page, request, response);
    response.writeHead(404).end();
  };
}

/**
 * The file that a path names inside of a folder. A link that lies in it is followed: who put it there meant that.
 * @param {string} folder
 * @param {string} path percent-encoded
 * @returns {string | undefined} nothing where the path leads out of the folder, or is none
 */
function locate(folder, path) {
  let decoded;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const parts = decoded.split("/");
  const strange = (/** @type {string} */ part) => part === ".." || /[\\\0]/.test(part) || /^[a-z]:/i.test(part);
  return parts.some(strange) ? undefined : join(folder, ...parts);
}

/** @param {string} file */
const look = (file) => stat(file).catch(() => undefined);

/**
 * @param {string} file
 * @param {import("node:fs").Stats} found
 * @param {Asked} request
 * @param {Answer} response
 */
async function answer(file, { size, mtime }, request, response) {
  const since = Date.parse(request.headers["if-modified-since"] ?? "");
  // The header has no fractions of a second.
  if (Math.floor(mtime.getTime() / 1000) * 1000 <= since) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, {
    "content-type": TYPES[extname(file).toLowerCase()] ?? "application/octet-stream",
    "content-length": size,
    "last-modified": mtime.toUTCString(),
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  // A client that goes, or a file that is cut while it is read, ends the connection.
  await pipeline(createReadStream(file), response).catch(() => response.destroy());
}
