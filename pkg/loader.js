// Loads the WebAssembly module once, and makes the clients that wait for it.
import { clients, unsent } from "./client.js";
import * as roomkey from "./roomkey.js";

/**
 * The clients of an entry whose module arrives later.
 *
 * @param source gives what the module is instantiated from, or throws `{ detail, cause, retryable }`; called again after a failure
 * @returns the client classes, and `start()`
 */
export function clientsFrom(source) {
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

  function notLoaded(service, operation, detail, { kind = "internal", ...more } = {}) {
    return unsent(
      service,
      operation,
      `the WebAssembly module of roomkey did not load: ${detail}. Nothing was sent`,
      kind,
      more,
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

  return { start, ...clients(module) };
}
