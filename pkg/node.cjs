// @ts-check
// Between node.js and the script: Node reads a CommonJS file that is imported twice, which takes long where it is large.
const roomkey = require("./roomkey.cjs");

exports.AirfobClient = roomkey.AirfobClient;
exports.ArctosClient = roomkey.ArctosClient;
exports.RoomkeyError = roomkey.RoomkeyError;
exports.SConnectorClient = roomkey.SConnectorClient;
exports.isRoomkeyError = roomkey.isRoomkeyError;
