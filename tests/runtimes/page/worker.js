// The suite in a dedicated worker or a service worker: a message with a port is a question, the port takes the answer.

import { answer } from "./cases.js";

addEventListener("message", (event) => {
  const [port] = event.ports;
  const answered = answer(event.data).then((told) => port.postMessage(told));
  // A service worker lives as long as its event.
  event.waitUntil?.(answered);
});
addEventListener("install", () => globalThis.skipWaiting?.());
addEventListener("activate", (event) => event.waitUntil?.(globalThis.clients?.claim()));
