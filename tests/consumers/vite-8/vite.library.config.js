// The library mode: an ES module and a classic script. The pages that use them lie in library/.
export default {
  publicDir: "library",
  build: {
    outDir: "dist-library",
    lib: { entry: "src/library.js", name: "licence", fileName: "licence", formats: ["es", "iife"] },
  },
};
