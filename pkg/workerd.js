// The entry for Cloudflare Workers: the bundler hands the module over compiled, since Workers may not compile one.
import { initSync } from "./roomkey.js";
import module from "./roomkey.wasm";

initSync({ module });

export { AirfobClient, ArctosClient, isRoomkeyError, RoomkeyError, SConnectorClient } from "./roomkey.js";
