// What the build makes for the entries.

/** wasm-bindgen's glue. */
declare module "#glue" {
  /** A client of the module. */
  export interface Handle {
    free(): void;
    /** Calls the operation of that number in the table of the client's service. */
    call(operation: number, first: unknown, second: unknown): Promise<unknown>;
    /** Walks over the users of a search. */
    walk(search: unknown, options: unknown): AsyncIterable<unknown>;
  }

  export interface Glue {
    /** A client of the service of that number: 0 Arctos, 1 S-Connector, 2 Airfob. */
    Handle: new (
      service: number,
      options: unknown,
    ) => Handle;
    initSync(input: { module: WebAssembly.Module }): void;
    /** From now on, calls wait for another's renewal of a token by leases. */
    leaseRenewals(): void;
  }

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

/** The glue of the emulator's module. */
declare module "#testing-glue" {
  /** Texts are JSON; emulator/wasm/src/lib.rs says what is in them. What makes no sense is an Error. */
  export class Worlds {
    constructor(origins: string, wish: string, now: number);
    free(): void;
    serve(
      service: string,
      method: string,
      target: string,
      headers: string,
      body: Uint8Array,
      now: number,
    ): [string, Uint8Array?];
    control(method: string, target: string, body: Uint8Array, now: number): [string, Uint8Array?];
    fault(rules: string): void;
    faults(): string;
    clearFaults(): void;
    requests(filter: string): string;
    clearRequests(): void;
    update(data: string): void;
    reset(now: number): void;
    later(now: number, by: string): number;
    checked(time: number): number;
  }

  export interface Glue {
    Worlds: typeof Worlds;
    initSync(input: { module: WebAssembly.Module }): void;
    /** Says that there is no such member, and which one is nearest of those in `known`, which blanks part. */
    nearestMember(name: string, known: string): string;
  }

  export function makeGlue(): Glue;
}

/** The emulator's module, as `fromAscii` of ascii.js takes it. */
declare module "#testing-module" {
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
