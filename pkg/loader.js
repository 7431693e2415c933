// Loads the WebAssembly module once, and makes the clients that wait for it.
import { deferred } from "./deferred.js";
import * as roomkey from "./roomkey.js";

/**
 * The clients of an entry whose module arrives later.
 *
 * @param source gives what the module is instantiated from, or throws `{ detail, cause, retryable }`; called again after a failure
 * @returns the client classes, and `start()`
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
        detail:
          "it could not be compiled: check that it is the file of this version, and that the page's script-src policy allows 'wasm-unsafe-eval'",
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

  function notLoaded(service, operation, detail, { kind = "internal", retryable = false, cause } = {}) {
    const fields = { kind, service, operation, attempts: 0, outcome: "notSent", retryable };
    return roomkey.makeError(
      `${service}.${operation}: the WebAssembly module of roomkey did not load: ${detail}. Nothing was sent.`,
      fields,
      cause,
    );
  }

  const module = {
    isReady: () => done,
    ready: (service, operation) =>
      start().catch(({ detail, ...more }) => {
        throw notLoaded(service, operation, detail, more);
      }),
    late: (service, operation, ms) =>
      notLoaded(service, operation, `it did not arrive within ${ms} ms`, { kind: "timeout", retryable: true }),
  };

  return {
    start,
    AirfobClient: deferred(roomkey.AirfobClient, "airfob", module),
    ArctosClient: deferred(roomkey.ArctosClient, "arctos", module),
    SConnectorClient: deferred(roomkey.SConnectorClient, "sConnector", module),
  };
}
