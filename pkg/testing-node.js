// @ts-check
// The entry roomkey/testing for `import` in Node: the exports of the CommonJS script, so that import and require() share one module.
import testing from "./testing.cjs";

export const { createEmulator } = testing;
