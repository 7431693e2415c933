// What webpack needs to know: roomkey asks nothing of it.
export default {
  entry: "./src/main.js",
  output: { module: true, filename: "main.js" },
  experiments: { outputModule: true },
};
