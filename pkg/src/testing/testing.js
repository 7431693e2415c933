// @ts-check
// The entry roomkey/testing: one script with the emulator's module inside.

import { decoder, length, order, text } from "#testing-module";
import { fromAscii } from "../ascii.js";
import { creating } from "./module.js";

export const createEmulator = /* @__PURE__ */ creating(() => new Uint8Array(fromAscii(text, order, length, decoder)));
