// What Rollup needs to know. It moves no assets: the module is emitted beside the script, under its own name.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { nodeResolve } from "@rollup/plugin-node-resolve";

const require = createRequire(import.meta.url);

const files = {
  name: "files",
  buildStart() {
    const emit = (fileName, from) => this.emitFile({ type: "asset", fileName, source: readFileSync(from) });
    emit("index.html", "src/index.html");
    emit("roomkey.wasm", require.resolve("roomkey/roomkey.wasm"));
  },
};

export default {
  input: "src/main.js",
  output: { dir: "dist" },
  plugins: [nodeResolve({ browser: true }), files],
};
