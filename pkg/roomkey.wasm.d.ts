// The compiled module, as bundlers for Workers and the edge hand it over; `init` of roomkey/slim takes it.

declare global {
  // Merges with the platform's own, where its types are there.
  namespace WebAssembly {
    interface Module {}
  }
}

declare const module: WebAssembly.Module;
export default module;
