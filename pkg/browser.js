// The entry for browsers: the import starts to load the module and returns at once; calls wait for it.
import { deferred } from "./deferred.js";
import * as roomkey from "./roomkey.js";

// Written so that Vite and webpack see the file and bring it along.
const url = new URL("./roomkey.wasm", import.meta.url);

let done = false;
let loading;

async function load() {
  let response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw { detail: "it could not be fetched: check the connection and the page's connect-src policy", cause };
  }
  if (!response.ok) throw { detail: `the server answered HTTP ${response.status} for it: check that the file is deployed` };
  const type = response.headers.get("content-type") ?? "";
  if (type.includes("text/html")) {
    throw { detail: "the server answered a web page for it: check that the file is deployed beside the script" };
  }
  try {
    await roomkey.default({ module_or_path: response });
  } catch (cause) {
    throw { detail: "it could not be compiled: check that the page's script-src policy allows 'wasm-unsafe-eval'", cause };
  }
  done = true;
}

function start() {
  loading ??= load().catch((reason) => {
    // The next call tries again.
    loading = undefined;
    throw reason;
  });
  return loading;
}

const module = {
  isReady: () => done,
  ready: (service, operation) =>
    start().catch(({ detail, cause }) => {
      const fields = { kind: "internal", service, operation, attempts: 0, outcome: "notSent", retryable: true };
      throw roomkey.makeError(`roomkey: the WebAssembly module ${url.pathname} did not load: ${detail}.`, fields, cause);
    }),
};

// A failure is told by the first call, not as an unhandled rejection of the import.
start().catch(() => {});

export const AirfobClient = deferred(roomkey.AirfobClient, "airfob", module);
export const ArctosClient = deferred(roomkey.ArctosClient, "arctos", module);
export const SConnectorClient = deferred(roomkey.SConnectorClient, "sConnector", module);
export const { RoomkeyError, isRoomkeyError } = roomkey;
