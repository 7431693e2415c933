// The types of every entry of the package: what the build generates, without the functions that load the module.
export { ArctosClient, isRoomkeyError, RoomkeyError, SConnectorClient } from "./roomkey.js";
