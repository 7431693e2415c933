// Loads the WebAssembly module once, and makes the clients that wait for it.
import { deferred } from "./deferred.js";
import * as roomkey from "./roomkey.js";

/**
 * The clients of an entry whose module arrives later.
 *
 * @param source gives what the module is instantiated from, or throws `{ detail, cause }`; called again after a failure
 * @returns the client classes, `start()`, and `isReady()`
 */
export function clients(source) {
  let done = false;
  let loading;

  async function load() {
    const input = await source();
    try {
      await roomkey.default({ module_or_path: input });
    } catch (cause) {
      throw {
        detail: "it could not be compiled: check that it is the file of this version, and that the page's script-src policy allows 'wasm-unsafe-eval'",
        cause,
      };
    }
    done = true;
  }

  function start() {
    loading ??= load().catch((reason) => {
      // The next call tries again.
      loading = undefined;
      throw reason;
    });
    return loading;
  }

  const module = {
    isReady: () => done,
    ready: (service, operation) =>
      start().catch(({ detail, cause }) => {
        const fields = { kind: "internal", service, operation, attempts: 0, outcome: "notSent", retryable: true };
        const message = `${service}.${operation}: the WebAssembly module of roomkey did not load: ${detail}. Nothing was sent.`;
        throw roomkey.makeError(message, fields, cause);
      }),
  };

  return {
    start,
    AirfobClient: deferred(roomkey.AirfobClient, "airfob", module),
    ArctosClient: deferred(roomkey.ArctosClient, "arctos", module),
    SConnectorClient: deferred(roomkey.SConnectorClient, "sConnector", module),
  };
}
