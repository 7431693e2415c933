// @ts-check
// The entry for Cloudflare Workers: the bundler hands the module over compiled, since Workers may not compile one.

import { airfobClient, arctosClient, sConnectorClient } from "./clients.js";
import { loading } from "./module.js";
import module from "./roomkey.wasm";

export { isRoomkeyError, RoomkeyError } from "../../face/src/errors.js";

const load = /* @__PURE__ */ loading(() => module, { callsMayVanish: true });

export const ArctosClient = /* @__PURE__ */ arctosClient(load);
export const SConnectorClient = /* @__PURE__ */ sConnectorClient(load);
export const AirfobClient = /* @__PURE__ */ airfobClient(load);
