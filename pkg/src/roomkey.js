// @ts-check
// The main entry: one script with the WebAssembly module inside.

import { decoder, length, order, text } from "#module";
import { fromAscii } from "./ascii.js";
import { airfobClient, arctosClient, sConnectorClient } from "./clients.js";
import { loading } from "./module.js";

export { isRoomkeyError, RoomkeyError } from "../../face/src/errors.js";

const REMEDY =
  "allow 'wasm-unsafe-eval' in the page's script-src policy; where a runtime compiles no bytes, such as an edge, bundle for its own export condition (workerd, edge-light), or bring the module by init of roomkey/slim";

const load = /* @__PURE__ */ loading(() => {
  if (typeof WebAssembly === "undefined") {
    throw new Error(
      "there is no WebAssembly here, which roomkey needs: the browser is too old, or it is in a mode that switches WebAssembly off, such as iOS Lockdown Mode",
    );
  }
  try {
    // At once, so that nothing has to wait.
    return new WebAssembly.Module(fromAscii(text, order, length, decoder));
  } catch (cause) {
    const tooLarge = cause instanceof RangeError;
    throw new Error(
      tooLarge
        ? "this browser compiles a WebAssembly module of this size in a worker alone (Chrome before 114 does): use roomkey in a worker, or roomkey/slim with init"
        : `the WebAssembly module of roomkey could not be compiled: ${REMEDY}`,
      { cause },
    );
  }
});

export const ArctosClient = /* @__PURE__ */ arctosClient(load);
export const SConnectorClient = /* @__PURE__ */ sConnectorClient(load);
export const AirfobClient = /* @__PURE__ */ airfobClient(load);
