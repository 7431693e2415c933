// What webpack needs to know: roomkey asks nothing of it.
export default { entry: "./src/main.js", performance: { hints: false } };
