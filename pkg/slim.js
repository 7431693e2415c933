// The entry without a module: the user brings it, by init(input).
import { clientsFrom } from "./loader.js";

let given;

async function source() {
  if (given === undefined) throw { detail: "init(input) of roomkey/slim was not called" };
  return given;
}

const { start, ...made } = clientsFrom(source);
export const { AirfobClient, ArctosClient, SConnectorClient } = made;
export { isRoomkeyError, RoomkeyError } from "./roomkey.js";

export async function init(input) {
  given = input;
  try {
    await start();
  } catch ({ detail, cause }) {
    throw new Error(`roomkey/slim: the WebAssembly module did not load: ${detail}.`, { cause });
  }
}
