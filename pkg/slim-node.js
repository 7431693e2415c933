// @ts-check
// The entry roomkey/slim for `import` in Node: the exports of the CommonJS script, so that import and require() share one module.
import slim from "./slim.cjs";

export const { AirfobClient, ArctosClient, init, isRoomkeyError, RoomkeyError, SConnectorClient } = slim;
