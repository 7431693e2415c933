// A server's program, once as CommonJS and once as an ES module.
const program = { target: "node20", entry: "./src/main.js" };

export default [
  { ...program, output: { filename: "main.cjs" } },
  { ...program, output: { filename: "main.mjs", module: true }, experiments: { outputModule: true } },
];
