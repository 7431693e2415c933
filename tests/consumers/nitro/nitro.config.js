// What Nitro needs to know: the environment's variables, and that a Worker may import a module of WebAssembly.
import { defineNitroConfig } from "nitropack/config";

export default defineNitroConfig({
  compatibilityDate: "2026-04-01",
  experimental: { wasm: true },
  runtimeConfig: { arctosUrl: "", licenseKey: "", roomsUrl: "", accessKey: "", secretKey: "" },
});
