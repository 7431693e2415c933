declare global {
  /** As TypeScript's esnext.disposable and @types/node declare it, for those who have neither. */
  interface SymbolConstructor {
    /** What `using` calls at the end of its scope. */
    readonly dispose: unique symbol;
  }
  /** Merges with the platform's own, where there is one. */
  interface AbortSignal {}
  /** Merges with the platform's own, where there is one. */
  interface Blob {}
  /** Merges with the platform's own, where there is one. */
  interface URL {}
}

// The least that is used of the platform's types, for a project without them.
interface LeastSignal {
  /** True once it was aborted. */
  readonly aborted: boolean;
  /** What the call rejects with then. */
  readonly reason: unknown;
  /** Hears of the abort. */
  addEventListener(type: "abort", listener: () => void): void;
  /** Hears no more. */
  removeEventListener(type: "abort", listener: () => void): void;
}
interface LeastBlob {
  /** In bytes. */
  readonly size: number;
  /** Its content. */
  arrayBuffer(): Promise<ArrayBuffer>;
}
interface LeastUrl {
  /** The whole address. */
  readonly href: string;
}

// The platform's own types where it has them: no particular `lib` is needed.
type AbortSignal = keyof globalThis.AbortSignal extends never ? LeastSignal : globalThis.AbortSignal;
type Blob = keyof globalThis.Blob extends never ? LeastBlob : globalThis.Blob;
type URL = keyof globalThis.URL extends never ? LeastUrl : globalThis.URL;

/** What a fetch of the user's own is called with, beside the URL. */
export interface FetchInit {
  /** Such as `GET`. */
  method?: string;
  /** By their names in lower case. */
  headers?: Record<string, string>;
  /** JSON; none in a GET. */
  body?: string;
  /** Redirects are refused. */
  redirect?: "manual";
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal;
}

/** What is used of a Response: the platform's, that of undici and that of node-fetch fit. */
export interface FetchResponse {
  /** HTTP status. */
  readonly status: number;
  /** The answer's headers. */
  readonly headers: { get(name: string): string | null };
  /** The body, where `body` is no stream of the web. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Options that every client takes.
 *
 * A member that is not named here is an `invalidArgument` that says which name is nearest, also where its value is `undefined`;
 * so it is in `retry`, `paths`, credentials and the data of every request, but not within `meta`. An object of a class may have
 * members of its own.
 */
export interface ClientOptions {
  /** Arctos: required. S-Connector: https://api.interwater.biz. Airfob: https://api.mc.mocainc.com. A path such as "/api/airfob" is resolved against the page. */
  baseUrl?: string | URL;
  /** Used instead of the global fetch (node-fetch and undici fit as well); called without `this`, with a URL string and a plain init (headers: a plain object; body: a string). */
  fetch?: (input: string, init: FetchInit) => Promise<FetchResponse>;
  /** Budget of one whole call in ms: token, attempts, back-off and body together. Default 30000; 0 or less is an invalidArgument, more than 2^31-1 counts as that. */
  timeoutMs?: number;
  /** false: one attempt. Defaults: maxAttempts 3, baseDelayMs 250, maxDelayMs 8000. */
  retry?: false | { maxAttempts?: number; baseDelayMs?: number; maxDelayMs?: number };
  /** Where access tokens are kept between calls. Default: memory of this client. */
  tokenStore?: TokenStore;
  /** Told of every attempt, retry and token renewal; never sees a secret, a body or a query. What it throws is ignored. */
  onEvent?: (event: ClientEvent) => void;
  /** Allow http: for hosts other than loopback. Default false. */
  allowInsecureHttp?: boolean;
  /** Allow long-lived secrets (licenseKey, secretKey) in a page. Default false: the constructor refuses them there. */
  dangerouslyAllowBrowser?: boolean;
}

/** Options of one call. Members that others add, as React Query does, are passed over; one that is nearly `signal` or `timeoutMs` is an `invalidArgument`. */
export interface CallOptions {
  /** Aborts the call, in whatever phase it is; it then rejects with `signal.reason`. */
  signal?: AbortSignal;
  /** Budget of this call in ms, instead of the client's. */
  timeoutMs?: number;
}

/**
 * Keeps access tokens between clients, such as in KV, Redis or a Map. Keys look like `sConnector|https://…|accessKey`.
 * A store that throws, gives nonsense or takes longer than a second is passed over and reported in a `store` event.
 */
export interface TokenStore {
  /** The token under this key; `null` or `undefined` where there is none. */
  get(key: string): Promise<StoredToken | null | undefined> | StoredToken | null | undefined;
  /** Keeps a token under this key, in place of the one before. A promise is waited for; what it comes to is not looked at. */
  set(key: string, token: StoredToken): unknown;
  /** Forgets the token under this key; called by `signOut`. A promise is waited for, as that of `set`. */
  delete(key: string): unknown;
}

/**
 * Where an access token of your own comes from, such as your own backend. Called whenever a new token is needed, once however many calls
 * wait for it. A string is a token whose life counts from its receipt, as its `exp − iat` says; an object says how long it still lives,
 * in ms, for a token that is not fresh.
 *
 * A token that the service has refused is not sent again: the call ends in `unauthorized`. What the function throws is the `cause` of the
 * call's RoomkeyError: a RoomkeyError keeps its `kind`, `retryable` and `retryAfterMs`, a fetch that got no answer is `network`, a
 * TimeoutError is `timeout`, anything else `unauthorized`.
 */
export type TokenSupplier = (request: {
  /** The token that the service refused since the last one was given, so that a cache does not give it again. One that expired is not refused. */
  refused?: string;
  /** Aborted when nobody waits for the token any more. */
  signal: AbortSignal;
}) => Promise<string | { accessToken: string; expiresInMs?: number }>;

/**
 * Every failure of a call, but an abort: that rejects with `signal.reason`, as fetch does.
 * `message` says what happened, what is known of the effect, and what to do.
 *
 * To send one on, send `error.toJSON()` and make it again by `RoomkeyError.from(data)`: V8's `structuredClone(error)`, and so
 * `postMessage(error)`, keeps the message alone.
 */
export class RoomkeyError extends Error {
  private constructor();
  /** Always this, in minified code too. */
  readonly name: "RoomkeyError";
  /** What happened, and so what to do. */
  readonly kind: ErrorKind;
  /** The service that was called, or was to be. */
  readonly service: Service;
  /** The call that was made, such as `getAuthCode`. */
  readonly operation: string;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** The service's own code, such as Arctos 1404. */
  readonly code?: number;
  /** The service's own words, with secrets taken out. */
  readonly serviceMessage?: string;
  /** How often the operation was sent; 0 when nothing was. */
  readonly attempts: number;
  /** What is known of the effect: nothing was sent, the service refused it, or it may have happened. */
  readonly outcome: Outcome;
  /** True when the same call may succeed later without a change, and can do no harm. */
  readonly retryable: boolean;
  /** How long the service asks to wait, in ms. */
  readonly retryAfterMs?: number;
  /** Where decoding failed, such as `data.detail[3].sessionTimeSecond`; empty when it is the whole body. */
  readonly decodePath?: string;
  /** The call that failed where it was not `operation` itself: `authenticate`, `login`, or a step of `signIn`. */
  readonly step?: string;
  /** The argument or option that is wrong, such as `user.phone` or `timeoutMs`: for a form that marks its field. Of `invalidArgument` alone, where it concerns one. */
  readonly argument?: string;
  /** What the platform's fetch or your own function threw. */
  readonly cause?: unknown;
  /** All but the cause, as plain data: for postMessage, logs, a JSON answer. */
  toJSON(): RoomkeyErrorData;
  /** Makes an error again from what `toJSON()` gave, such as in another thread. Other data is a TypeError. */
  static from(data: RoomkeyErrorData): RoomkeyError;
}

/** What `toJSON()` of a RoomkeyError gives: the members of the error but its cause. */
export interface RoomkeyErrorData {
  /** Always this. */
  name: "RoomkeyError";
  /** What happened, what is known of the effect, and what to do. */
  message: string;
  /** What happened, and so what to do. */
  kind: ErrorKind;
  /** The service that was called, or was to be. */
  service: Service;
  /** The call that was made. */
  operation: string;
  /** HTTP status, where there was an answer. */
  status?: number;
  /** The service's own code. */
  code?: number;
  /** The service's own words, with secrets taken out. */
  serviceMessage?: string;
  /** How often the operation was sent. */
  attempts: number;
  /** What is known of the effect. */
  outcome: Outcome;
  /** True when the same call may succeed later without a change. */
  retryable: boolean;
  /** How long the service asks to wait, in ms. */
  retryAfterMs?: number;
  /** Where decoding failed. */
  decodePath?: string;
  /** The argument or option that is wrong. */
  argument?: string;
  /** The call that failed where it was not `operation` itself. */
  step?: string;
}

/** True for errors of any loaded copy of roomkey; `instanceof` works across copies too. */
export function isRoomkeyError(value: unknown): value is RoomkeyError;

/** Options of an ArctosClient. */
export interface ArctosOptions extends ClientOptions {
  /** Per tenant, such as https://api-<tenant>.arctos.tw. */
  baseUrl: string | URL;
  /** Sent as `arc-license-key`. Leave it out where a gateway adds the header: `undefined`, `null` and an empty key are an `invalidArgument`. */
  licenseKey?: string;
  /** Sent as `arc-license-id`, which some deployments want. */
  licenseId?: string;
  /** Where the operations are. Defaults: /api/auth/code, /api/auth/login, /api/auth/check. */
  paths?: ArctosPaths;
}

/** Where a user signs in from: browser, moderator device, publisher device. */
export type ArctosClientId = "arctos-webapp" | "arctos-switch" | "arctos-client";

/** Options of an SConnectorClient: one of credentials, accessToken and getAccessToken at the most; none if only `authenticate` is called. */
export interface SConnectorOptions extends ClientOptions {
  /** The client logs in by itself whenever it needs a token. */
  credentials?: SConnectorCredentials;
  /** Used until the service refuses it. */
  accessToken?: string;
  /** Called whenever a new token is needed, such as to ask your own backend. */
  getAccessToken?: TokenSupplier;
}

/** Which days to ask for. A session counts on the day on which it ended. */
export interface UsageQuery {
  /** First day: `2021-02-20`, an ISO 8601 timestamp, or a Date. A time without an offset is one of the time zone. */
  startTime: string | Date;
  /** Last day, likewise. Default: up to now. */
  endTime?: string | Date;
  /**
   * Without `timeZone` days are UTC's and the service's answer is given as it is. With an IANA name such as "Asia/Seoul" days are that
   * zone's: those of a Date given here, those that are asked for, those of `byDay`; rows outside of them are left out, and
   * `totalSecond` adds up the rest. Right across daylight saving too.
   */
  timeZone?: string;
}

/** Options of an AirfobClient: one of credentials, accessToken and getAccessToken at the most; none if `login` is called first. */
export interface AirfobOptions extends ClientOptions {
  /** The client logs in by itself whenever it needs a token. */
  credentials?: AirfobCredentials;
  /** Used until the service refuses it. */
  accessToken?: string;
  /** Called whenever a new token is needed, such as to ask your own backend. */
  getAccessToken?: TokenSupplier;
}

/** A user to issue. */
export interface NewUser {
  /** The site's own id of the user. */
  userKey: string;
  /** Mail address. This or `phone` is required; which one is the site's setting. Empty is as if it were absent. */
  email?: string;
  /** Phone number in E.164, such as +821022223333. Empty is as if it were absent. */
  phone?: string;
  /** Profile fields; sent as a JSON string. A Map or Set, or one within, is an `invalidArgument`: JSON keeps nothing of it. */
  meta?: Record<string, unknown>;
  /** A picture: JPEG or PNG, at most 10 MiB. */
  portrait?: Uint8Array | ArrayBuffer | Blob;
  /** How the user gets the card: by mail or by text message. */
  feedType?: FeedType;
}

/** A card to issue. */
export interface NewCard {
  /** Letters, digits and signs on GENERAL sites; letters and digits on ASCII sites. */
  number: string;
  /** ms since 1970 UTC, or a Date; before 2001, such as in seconds by mistake, it is an `invalidArgument`. Required where the site's cards are DYNAMIC. */
  startDate?: number | Date;
  /** Likewise. */
  endDate?: number | Date;
}

/** A card to reissue: the same mobile card is sent again. */
export interface Reissue {
  /** The site. */
  siteId: string;
  /** Airfob's id of the user. */
  userId: string;
  /** Sent as it is given; the vendor's page says that reissuing cannot change it. */
  user?: Partial<NewUser>;
  /** Likewise. */
  card?: { startDate?: number | Date; endDate?: number | Date };
}
