// @ts-check
// The client classes as every entry exports them: around those of the module, which is made when the first client is.

import { makeError } from "../../src/js/errors.js";

/**
 * A call that never began, as a RoomkeyError.
 *
 * @param {string} service
 * @param {string} operation
 * @param {string} detail what is wrong, and what to do
 * @param {string} kind
 * @param {unknown} [cause]
 */
export function unsent(service, operation, detail, kind, cause) {
  const fields = { kind, service, operation, attempts: 0, outcome: "notSent", retryable: false };
  return makeError(`${service}.${operation}: ${detail}.`, fields, cause);
}

/** @param {string} method */
const detached = (method) =>
  `${method} was called without its client: call it as client.${method}(…), or bind it to the client`;

/** @param {unknown} error */
// biome-ignore lint/correctness/useYield: a walk that fails at its first step
async function* refused(error) {
  throw error;
}

/**
 * A client class.
 *
 * @param {import("#glue").ClassName} className
 * @param {string} service
 * @param {string[]} calls methods that give a promise
 * @param {import("./module.js").Load} load
 * @param {string[]} [walks] methods that give an async iterator
 */
function client(className, service, calls, load, walks = []) {
  // Behind a symbol and a function, and no private field, so that proxies work: Vue's wrap every object that they come upon.
  const INNER = Symbol(className);

  class Client {
    /** @param {unknown} options */
    constructor(options) {
      const Inner = load(service)[className];
      /** @type {{ client?: import("#glue").Client }} */
      const inner = { client: new Inner(options) };
      Object.defineProperty(this, INNER, { value: () => inner, configurable: true });
    }

    // Calls under way hold what they need of the module themselves.
    free() {
      const inner = innerOf(this);
      if (!inner) throw unsent(service, "free", detached("free"), "invalidArgument");
      inner.client?.free();
      inner.client = undefined;
    }
  }

  /** @param {any} self @returns {{ client?: import("#glue").Client } | undefined} */
  const innerOf = (self) => self?.[INNER]?.();

  /** @param {string} name @param {unknown} value */
  const define = (name, value) => {
    Object.defineProperty(Client.prototype, name, { value, configurable: true, writable: true });
  };
  for (const name of [...calls, ...walks]) {
    const refuse = walks.includes(name) ? refused : (/** @type {unknown} */ error) => Promise.reject(error);
    define(
      name,
      /** @this {unknown} @param {unknown[]} args */ function (...args) {
        const inner = innerOf(this);
        if (inner?.client) return inner.client[name](...args);
        const detail = inner ? "the client was freed: make a new one" : detached(name);
        return refuse(unsent(service, name, detail, "invalidArgument"));
      },
    );
  }
  // Where the engine has the symbol: `using client = …` needs it.
  const { dispose } = /** @type {{ dispose?: symbol }} */ (/** @type {unknown} */ (Symbol));
  if (dispose) Object.defineProperty(Client.prototype, dispose, { value: Client.prototype.free, configurable: true });
  Object.defineProperty(Client, "name", { value: className });
  return Client;
}

/** @param {import("./module.js").Load} load */
export const arctosClient = (load) =>
  client("ArctosClient", "arctos", ["getAuthCode", "getAuthTokenUseCode", "checkAuthToken", "signIn", "signOut"], load);

/** @param {import("./module.js").Load} load */
export const sConnectorClient = (load) =>
  client(
    "SConnectorClient",
    "sConnector",
    ["authenticate", "getLicense", "listSessions", "getSession", "getUsage", "summarizeUsage", "signOut"],
    load,
  );

/** @param {import("./module.js").Load} load */
export const airfobClient = (load) =>
  client(
    "AirfobClient",
    "airfob",
    ["login", "createUserWithCard", "searchUsers", "deleteUsers", "deleteCards", "sendCard", "reissueCard", "signOut"],
    load,
    ["users"],
  );
