// The entry for Node, Deno and Bun: the module is read from the file beside this one, at once.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { clients } from "./client.js";
import { initSync } from "./roomkey.js";

// A path and no URL: bundlers for servers replace `new URL(file, import.meta.url)` by an address on the site.
initSync({ module: readFileSync(join(dirname(fileURLToPath(import.meta.url)), "roomkey.wasm")) });

export const { AirfobClient, ArctosClient, SConnectorClient } = clients();
export { isRoomkeyError, RoomkeyError } from "./roomkey.js";
