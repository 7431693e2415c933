// @ts-check
// Makes the WebAssembly module's instance: once, when the first client is made, and not when the package is imported.

import { makeGlue } from "#glue";
import { errorOf, failureOf, isRoomkeyError, makeError, RoomkeyError } from "../../face/src/errors.js";
import { unsent } from "./clients.js";

/** @typedef {(service: string) => import("#glue").Glue} Load gives the instance, or throws a RoomkeyError `internal` */

/**
 * @param {() => WebAssembly.Module} source the compiled module; what it throws is an Error whose words say what to do
 * @param {{ callsMayVanish?: boolean }} runtime where a request is gone, so are the calls that it began: those which wait for
 *   one of them take over its renewal of a token after a while
 * @returns {Load}
 */
export function loading(source, { callsMayVanish = false } = {}) {
  /** @type {import("#glue").Glue | undefined} */
  let glue;
  return (service) => {
    if (glue) return glue;
    try {
      const made = makeGlue(() => ({ errorOf, failureOf, isRoomkeyError, makeError, RoomkeyError }));
      made.initSync({ module: source() });
      if (callsMayVanish) made.leaseRenewals();
      glue = made;
    } catch (error) {
      const { message, cause } = /** @type {Error} */ (error);
      throw unsent(service, "constructor", message, "internal", cause ?? error);
    }
    return glue;
  };
}
