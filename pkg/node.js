// @ts-check
// The entry for `import` in Node: the exports of the CommonJS script, so that import and require() share one module.
import roomkey from "./node.cjs";

export const { AirfobClient, ArctosClient, isRoomkeyError, RoomkeyError, SConnectorClient } = roomkey;
