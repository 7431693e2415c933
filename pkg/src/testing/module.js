// @ts-check
// Makes the emulator's instance: one, when the first emulator is made.

import { makeGlue } from "#testing-glue";
import { Emulator } from "./emulator.js";

/**
 * @param {() => Uint8Array<ArrayBuffer> | WebAssembly.Module} source
 * @returns {(options?: object) => Promise<Emulator>}
 */
export function creating(source) {
  /** @type {Promise<import("#testing-glue").Glue> | undefined} */
  let instance;
  const make = async () => {
    const glue = makeGlue();
    const given = source();
    // Some browsers compile a module of this size only while others may wait.
    const module = given instanceof Uint8Array ? await WebAssembly.compile(given) : given;
    glue.initSync({ module: /** @type {WebAssembly.Module} */ (module) });
    return glue;
  };
  return async (options) => {
    instance ??= make();
    return new Emulator(await instance, options);
  };
}
