// @ts-check
// Words for every failure: what happened, and what a person can do about it.

import { isRoomkeyError } from "roomkey";
import { cardWords } from "./failure-cards.js";
import { span } from "./format.js";

/** @typedef {import("roomkey").RoomkeyError} RoomkeyError */
/** @typedef {{ title: string, happened: string, todo: string }} Words */
/** @typedef {Words & { outcome?: string, wait?: string, attempts?: string, retryable: boolean, details: [string, string | undefined][] }} Explanation */

const SERVICES = { arctos: "Arctos", sConnector: "S-Connector", airfob: "Airfob" };

/** What the package says, without the name of the call. @param {RoomkeyError} error */
const plainMessage = ({ message, service, operation }) => message.replace(`${service}.${operation}: `, "");

/** @type {Record<import("roomkey").ErrorKind, (service: string, error: RoomkeyError) => Words>} */
const KINDS = {
  invalidArgument: (_, error) => ({
    title: "Something in the form can’t be right",
    happened: `roomkey checked the values before sending and refused one of them: ${plainMessage(error)}`,
    todo: "Correct this value and try again.",
  }),
  unauthorized: (service) => ({
    title: `${service} doesn’t know these keys`,
    happened: `${service} refused the key or token that was sent.`,
    todo: "Check the keys under Connection, or sign in again.",
  }),
  tokenExpired: () => ({
    title: "The token has expired",
    happened: "The token was good once, but its time is over.",
    todo: "Sign in again to get a new one.",
  }),
  forbidden: (service) => ({
    title: "Not allowed",
    happened: `${service} knows who is asking, but does not allow this.`,
    todo: "Use an account or key with more rights, or ask the administrator for them.",
  }),
  license: (service) => ({
    title: "The licence does not allow it",
    happened: `${service} refused because of the licence.`,
    todo: "Check the licence key under Connection, or ask the vendor about the licence.",
  }),
  notFound: (service) => ({
    title: "Nothing there",
    happened: `${service} has nothing at this address.`,
    todo: "Check the base URL under Connection: the host may be another one, or need a path.",
  }),
  rejected: (service, { serviceMessage }) => ({
    title: "The request was rejected",
    happened: `${service} understood the request and said no${serviceMessage ? `: “${serviceMessage}”` : ""}.`,
    todo: "Change what it names and try again.",
  }),
  rateLimited: (service) => ({
    title: "Too many requests",
    happened: `${service} asks for a pause.`,
    todo: "Wait, then try again.",
  }),
  unavailable: (service) => ({
    title: `${service} is not available`,
    happened: `${service} answered, but can’t do its work at the moment.`,
    todo: "Try again in a moment. If it lasts, look at the vendor’s status or call them.",
  }),
  timeout: (service) => ({
    title: "No answer in time",
    happened: `${service} did not answer within the time this page gives it.`,
    todo: "Check the connection, then try again.",
  }),
  network: (service) => ({
    title: `${service} can’t be reached`,
    happened: "The connection failed or broke off before the answer was complete.",
    todo: "Check the network and the base URL. A service that does not allow this page’s origin (CORS) looks the same from here.",
  }),
  redirect: (service) => ({
    title: "The answer points elsewhere",
    happened: `${service} answered with a redirect. roomkey does not follow it: keys must not travel to another host.`,
    todo: "Put the address that really serves the API under Connection.",
  }),
  decode: (service) => ({
    title: "The answer makes no sense",
    happened: `What came back is not what ${service} documents.`,
    todo: "Check that the base URL is the API and not a web page or a proxy. If it is, the API may have changed: the details say where.",
  }),
  internal: () => ({
    title: "roomkey failed by itself",
    happened: "Its WebAssembly part did not load, or it made a mistake. It is nothing you did.",
    todo: "Reload the page. If it comes back, report it with the details below.",
  }),
};

/** @type {Record<number, Words>} */
const ARCTOS_CODES = {
  1401: {
    title: "No token was sent",
    happened: "Arctos found the Authorization header empty.",
    todo: "Take step 2 first to get a token. If you did, something between this page and Arctos removes the header.",
  },
  1402: {
    title: "The wrong kind of token was sent",
    happened: "Arctos wants a Bearer token and found another kind.",
    todo: "Sign in again. If it comes back, something between this page and Arctos changes the header.",
  },
  1403: {
    title: "Arctos refused the sign-in",
    happened: "The token or key is not authorised for this.",
    todo: "Check the licence key under Connection, then sign in again.",
  },
  1404: {
    title: "The token has expired",
    happened: "The token was good once, but its time is over.",
    todo: "Sign in again to get a new one.",
  },
  1405: {
    title: "The token is not valid",
    happened: "Arctos could not verify the token: it was changed, cut short, or made by someone else.",
    todo: "Sign in again to get a new one.",
  },
  3401: {
    title: "No licence for this key",
    happened: "Arctos found no licence file that belongs to the licence key.",
    todo: "Check the licence key under Connection for a typing mistake. If it is right, ask the vendor to install the licence.",
  },
  3402: {
    title: "The licence is of the wrong type",
    happened: "There is a licence, but not one for this product.",
    todo: "Ask the vendor for a licence of the right type, or use the key of another licence.",
  },
  3403: {
    title: "The licence does not cover this",
    happened: "Arctos knows the licence, but it is not authorised for this request.",
    todo: "Try another role, or ask the vendor what the licence includes.",
  },
  3404: {
    title: "The licence has expired",
    happened: "The licence was valid once, but its end date has passed.",
    todo: "Renew the licence with the vendor, or use the key of another one. Trying again won’t help until then.",
  },
  3405: {
    title: "All licensed rooms are taken",
    happened: "The licence allows a number of rooms, and that many are in use.",
    todo: "Close a room that is no longer needed, or extend the licence.",
  },
  3406: {
    title: "The licensed room does not exist",
    happened: "The licence names a room that Arctos does not have.",
    todo: "Ask the administrator to create the room, or the vendor to correct the licence.",
  },
};

/** @type {Words} */
const REFUSED_CODE = {
  title: "The code was refused",
  happened:
    "A code is good for ten minutes and for one use. This one is too old, was used before, or was never given out.",
  todo: "Get a new code and exchange it within ten minutes.",
};

/** Calls that change nothing, whatever becomes of them. */
const READS = new Set([
  "checkAuthToken",
  "getLicense",
  "listSessions",
  "getSession",
  "getUsage",
  "summarizeUsage",
  "login",
  "searchUsers",
]);

const OUTCOMES = {
  notSent: "Nothing was sent.",
  refused: "The service refused it, so nothing happened there.",
  unknown: "No clear answer came, so whether the service did it is not known.",
};

/**
 * What is known of the effect. Where a login before it failed, its sentences must not be taken for those of the call.
 * @param {RoomkeyError} error
 */
function outcomeOf({ outcome, operation, step }) {
  if (outcome === "notSent" && step) return `The call before it, ${step}, failed, so ${operation} was not sent.`;
  if (outcome === "unknown" && READS.has(operation)) return "This call only reads, so nothing was changed.";
  return OUTCOMES[outcome];
}

/** @param {RoomkeyError} error */
function wordsFor(error) {
  const service = SERVICES[error.service] ?? error.service;
  if (error.service === "arctos" && error.code !== undefined && error.code in ARCTOS_CODES) {
    return ARCTOS_CODES[error.code];
  }
  if (error.operation === "getAuthTokenUseCode" && error.kind === "unauthorized") return REFUSED_CODE;
  const words = (KINDS[error.kind] ?? KINDS.internal)(service, error);
  return (error.service === "airfob" && cardWords(error, words)) || words;
}

/**
 * @param {unknown} error
 * @returns {Explanation}
 */
export function explain(error) {
  if (!isRoomkeyError(error)) {
    return {
      title: "Something unexpected went wrong",
      happened: "The page itself failed, not one of the services.",
      todo: "Reload the page and try again.",
      retryable: false,
      details: [["Message", String(error)]],
    };
  }
  const wait = error.retryAfterMs;
  return {
    ...wordsFor(error),
    retryable: error.retryable,
    outcome: outcomeOf(error),
    wait: wait === undefined ? undefined : `The service asks to wait ${span(wait)}.`,
    attempts: error.attempts === 0 ? undefined : `Tried ${error.attempts === 1 ? "once" : `${error.attempts} times`}.`,
    details: [
      ["Message", error.message],
      ["Kind", error.kind],
      ["Call", `${error.service}.${error.operation}`],
      ["Failed at", error.step],
      ["HTTP status", error.status?.toString()],
      ["Code", error.code?.toString()],
      ["Service’s words", error.serviceMessage],
      ["Where in the answer", error.decodePath === "" ? "the whole of it" : error.decodePath],
      ["Outcome", error.outcome],
      ["Attempts", String(error.attempts)],
      ["May succeed later", error.retryable ? "yes" : "no"],
    ],
  };
}
