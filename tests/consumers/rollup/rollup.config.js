// What Rollup needs to know: where packages are, and that the page lies beside the script.
import { readFileSync } from "node:fs";
import { nodeResolve } from "@rollup/plugin-node-resolve";

const page = {
  name: "page",
  buildStart() {
    this.emitFile({ type: "asset", fileName: "index.html", source: readFileSync("src/index.html") });
  },
};

export default { input: "src/main.js", output: { dir: "dist" }, plugins: [nodeResolve({ browser: true }), page] };
