// `node cold.mjs <client>`: how long a fresh process needs to import a client, to make one, and to send its first request, in ms.

import { OPTIONS, session } from "./data.mjs";

const answer = session();
let sent;
const fetch = async () => {
  sent ??= performance.now();
  return new Response(answer, { headers: { "content-type": "application/json" } });
};

// Node loads its own fetch when a part of it is first named, which is no client's doing: every one of them needs it.
new Request(OPTIONS.urls.rooms);

const begun = performance.now();
const { default: make } = await import(`./clients/${process.argv[2]}`);
const imported = performance.now();
const client = make({ ...OPTIONS, fetch });
const made = performance.now();
await client.getSession("meeting-room-7");

const steps = { import: imported - begun, "first client": made - imported, "first request": sent - made };
console.log(JSON.stringify({ ...steps, "in all": sent - begun }));
