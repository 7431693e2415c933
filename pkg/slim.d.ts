// The types of roomkey/slim: those of every entry, and init.
export * from "./index.js";

declare global {
  // These merge with the platform's own, where there are any.
  interface Response {}
  interface URL {}
  namespace WebAssembly {
    interface Module {}
  }
}

// The platform's own types where it has them, else the least of them that is used.
type ModuleResponse = keyof globalThis.Response extends never
  ? {
      readonly ok: boolean;
      readonly status: number;
      readonly headers: { get(name: string): string | null };
      arrayBuffer(): Promise<ArrayBuffer>;
    }
  : globalThis.Response;
type ModuleUrl = keyof globalThis.URL extends never ? { readonly href: string } : globalThis.URL;

type Input = WebAssembly.Module | ArrayBuffer | ArrayBufferView | ModuleResponse | ModuleUrl | string;

/**
 * Brings the WebAssembly module: once, and before the first client is made. A constructor before it has resolved throws a
 * RoomkeyError of kind `internal`. May be called again after a failure; once the module is there, it does nothing.
 *
 * @param input the compiled module, its bytes, a Response, or a URL to fetch it from; the file is `roomkey/roomkey.wasm`
 * @throws Error: what could not be fetched, read or compiled, and what to do
 */
export function init(input: Input | Promise<Input>): Promise<void>;

// biome-ignore lint/complexity/noUselessEmptyExport: without it, all that is declared here is exported
export {};
