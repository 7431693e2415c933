// The entry for Cloudflare Workers: the bundler hands the module over compiled, since Workers may not compile one.
import { clients } from "./client.js";
import { initSync } from "./roomkey.js";
import module from "./roomkey.wasm";

initSync({ module });

export const { AirfobClient, ArctosClient, SConnectorClient } = clients();
export { isRoomkeyError, RoomkeyError } from "./roomkey.js";
