// @ts-check
// The client classes as every entry exports them: around those of the module, which is made when the first client is.

import { makeError } from "../../face/src/errors.js";

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
 * @param {string} className
 * @param {number} number the service's, as the module counts them
 * @param {string} service
 * @param {string[]} operations in the order of the service's table in the module; `users` gives an async iterator, the others a promise
 * @param {import("./module.js").Load} load
 */
function client(className, number, service, operations, load) {
  // Behind a symbol and a function, and no private field, so that proxies work: Vue's wrap every object that they come upon.
  const INNER = Symbol(className);

  class Client {
    /** @param {unknown} options */
    constructor(options) {
      const { Handle } = load(service);
      /** @type {{ client?: import("#glue").Handle }} */
      const inner = { client: new Handle(number, options) };
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

  /** @param {any} self @returns {{ client?: import("#glue").Handle } | undefined} */
  const innerOf = (self) => self?.[INNER]?.();

  /** @param {string} name @param {unknown} value */
  const define = (name, value) => {
    Object.defineProperty(Client.prototype, name, { value, configurable: true, writable: true });
  };
  operations.forEach((name, operation) => {
    const isWalk = name === "users";
    const refuse = isWalk ? refused : (/** @type {unknown} */ error) => Promise.reject(error);
    define(
      name,
      /** @this {unknown} @param {unknown} first @param {unknown} second */ function (first, second) {
        const inner = innerOf(this);
        if (inner?.client)
          return isWalk ? inner.client.walk(first, second) : inner.client.call(operation, first, second);
        const detail = inner ? "the client was freed: make a new one" : detached(name);
        return refuse(unsent(service, name, detail, "invalidArgument"));
      },
    );
  });
  // Where the engine has the symbol: `using client = …` needs it.
  const { dispose } = /** @type {{ dispose?: symbol }} */ (/** @type {unknown} */ (Symbol));
  if (dispose) Object.defineProperty(Client.prototype, dispose, { value: Client.prototype.free, configurable: true });
  Object.defineProperty(Client, "name", { value: className });
  return Client;
}

/** @param {import("./module.js").Load} load */
export const arctosClient = (load) =>
  client(
    "ArctosClient",
    0,
    "arctos",
    ["getAuthCode", "getAuthTokenUseCode", "checkAuthToken", "signIn", "signOut"],
    load,
  );

/** @param {import("./module.js").Load} load */
export const sConnectorClient = (load) =>
  client(
    "SConnectorClient",
    1,
    "sConnector",
    ["authenticate", "getLicense", "listSessions", "getSession", "getUsage", "summarizeUsage", "signOut"],
    load,
  );

/** @param {import("./module.js").Load} load */
export const airfobClient = (load) =>
  client(
    "AirfobClient",
    2,
    "airfob",
    [
      "login",
      "createUserWithCard",
      "searchUsers",
      "users",
      "deleteUsers",
      "deleteCards",
      "sendCard",
      "reissueCard",
      "signOut",
    ],
    load,
  );
