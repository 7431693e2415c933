// The types of roomkey/slim: those of every entry, and init.
export * from "./index.js";

/**
 * Brings the WebAssembly module. Calls of clients made earlier wait for it once this was called; a call before it rejects with a
 * RoomkeyError of kind `internal`. May be called again after a failure.
 *
 * @param input the compiled module, its bytes, a Response, or a URL to fetch it from; the file is `roomkey/roomkey.wasm`
 */
export function init(
  input:
    | WebAssembly.Module
    | BufferSource
    | Response
    | URL
    | string
    | Promise<WebAssembly.Module | BufferSource | Response>,
): Promise<void>;
