// What the build makes for the entries.

/** wasm-bindgen's glue. */
declare module "#glue" {
  export type ClassName = "AirfobClient" | "ArctosClient" | "SConnectorClient";

  /** A client of the module: its methods give promises or async iterators. */
  export interface Client {
    free(): void;
    [method: string]: (...args: unknown[]) => unknown;
  }

  export type Glue = Record<ClassName, new (options: unknown) => Client> & {
    initSync(input: { module: WebAssembly.Module }): void;
    /** From now on, calls wait for another's renewal of a token by leases. */
    leaseRenewals(): void;
  };

  /** Makes the glue of one instance. `require` gives what the module needs of the scripts that it shares with the entries. */
  export function makeGlue(require: (script: "errors") => object): Glue;
}

/** The module, as `fromAscii` of ascii.js takes it. */
declare module "#module" {
  export const text: string;
  export const order: string;
  export const length: number;
  export const decoder: string;
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
