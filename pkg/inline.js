// The entry with the module inside the script, for bundlers that move no assets.
import { clientsFrom } from "./loader.js";
import base64 from "./roomkey.wasm.base64.js";

async function decode() {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

const { start, ...made } = clientsFrom(decode);
export const { AirfobClient, ArctosClient, SConnectorClient } = made;
export { isRoomkeyError, RoomkeyError } from "./roomkey.js";

// A failure is told by the first call, not as an unhandled rejection of the import.
start().catch(() => {});
