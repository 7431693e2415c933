// `node --expose-gc memory.mjs <client> <file>`: by how many bytes a process grows whose answer to getUsage is that file.

import { readFileSync } from "node:fs";
import { giving, OPTIONS, session } from "./data.mjs";

// However the package makes its module, this is told of its memory.
const memories = [];
globalThis.WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...args) {
    super(...args);
    memories.push(...Object.values(this.exports).filter((each) => each instanceof WebAssembly.Memory));
  }
};

const { default: make } = await import(`./clients/${process.argv[2]}`);
// What a client takes whatever it is answered is not the answer's.
await make({ ...OPTIONS, fetch: giving(session()) }).getSession("meeting-room-7");

const client = make({ ...OPTIONS, fetch: giving(readFileSync(process.argv[3])) });
globalThis.gc();
const before = process.memoryUsage.rss();
const usage = await client.getUsage({ startTime: "2021-01-01" });
const peak = process.resourceUsage().maxRSS * 1024;
globalThis.gc();
const after = process.memoryUsage.rss();
const module = Math.max(0, ...memories.map((each) => each.buffer.byteLength));
console.log(JSON.stringify({ rows: usage.detail.length, peak: peak - before, kept: after - before, module }));
