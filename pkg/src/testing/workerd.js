// @ts-check
// The entry roomkey/testing for Cloudflare Workers, which may not compile a module: the bundler hands it over compiled.

import module from "../testing.wasm";
import { creating } from "./module.js";

export const createEmulator = /* @__PURE__ */ creating(() => module);
