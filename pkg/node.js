// The entry for Node, Deno and Bun: the module is read from the file beside this one, at once.
import { readFileSync } from "node:fs";
import { initSync } from "./roomkey.js";

initSync({ module: readFileSync(new URL("./roomkey.wasm", import.meta.url)) });

export { AirfobClient, ArctosClient, isRoomkeyError, RoomkeyError, SConnectorClient } from "./roomkey.js";
