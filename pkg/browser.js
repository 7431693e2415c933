// The entry for browsers: the import starts to load the module and returns at once; calls wait for it.
import { clientsFrom } from "./loader.js";

// Written so that Vite and webpack see the file and bring it along.
const url = new URL("./roomkey.wasm", import.meta.url);

async function fetchModule() {
  const wrong = (detail, more) => ({ detail: `${detail} (${url.pathname})`, ...more });
  let response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw wrong("it could not be fetched: check the connection, and the page's connect-src policy", {
      cause,
      retryable: true,
    });
  }
  if (!response.ok) {
    throw wrong(`the server answered HTTP ${response.status} for it: deploy the file beside the script`);
  }
  if (response.headers.get("content-type")?.includes("text/html")) {
    throw wrong("the server answered a web page for it: deploy the file beside the script");
  }
  return response;
}

const { start, ...made } = clientsFrom(fetchModule);
export const { AirfobClient, ArctosClient, SConnectorClient } = made;
export { isRoomkeyError, RoomkeyError } from "./roomkey.js";

// A failure is told by the first call, not as an unhandled rejection of the import.
start().catch(() => {});
