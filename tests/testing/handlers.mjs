// The emulator's handlers as the package has them, for the emulator's own tests: handlers.mjs FOLDER, which holds wasm-bindgen's output.
// Each line of standard input is a request, and gets a line of answer.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const { Worlds, initSync } = await import(pathToFileURL(join(folder, "testing.js")));
initSync({ module: readFileSync(join(folder, "testing_bg.wasm")) });

let worlds;
const bytes = (base64) => new Uint8Array(Buffer.from(base64, "base64"));
const told = ([head, body = new Uint8Array()]) => ({ ...JSON.parse(head), body: Buffer.from(body).toString("base64") });

const ways = {
  make: ({ origins, now }) => {
    worlds = new Worlds(JSON.stringify(origins), "{}", now);
    return {};
  },
  serve: ({ service, method, target, headers, body, now }) =>
    told(worlds.serve(service, method, target, JSON.stringify(headers), bytes(body), now)),
  control: ({ method, target, body, now }) => told(worlds.control(method, target, bytes(body), now)),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { way, ...asked } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(ways[way](asked))}\n`);
}
