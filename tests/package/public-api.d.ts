// The public types as they were last accepted: UPDATE=1 node --test tests/package/public-api.test.mjs

// ---- slim.d.ts

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

// ---- inline.d.ts

// The types of roomkey/inline, another name of the main entry, for tools that know no exports.
export * from "./index.js";

// ---- roomkey.wasm.d.ts

// The compiled module, as bundlers for Workers and the edge hand it over; `init` of roomkey/slim takes it.

declare global {
  // Merges with the platform's own, where its types are there.
  namespace WebAssembly {
    interface Module {}
  }
}

declare const module: WebAssembly.Module;
export default module;

// ---- index.d.ts

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

/**
 * The account that logged in.
 */
export interface Account {
    /**
     * The account's mail address.
     */
    email: string;
    /**
     * Such as `sitemanager`.
     */
    accountType: string;
    /**
     * The account's name.
     */
    name: string;
    /**
     * Such as `ACTIVATED`.
     */
    accountStatus: string;
    /**
     * A JWT, good for one hour.
     */
    accessToken: string;
    /**
     * ms since 1970 by this machine's clock; absent where the token does not say.
     */
    expiresAt?: number;
}

/**
 * Issues and manages mobile access cards of Airfob Portal (vendor page "로그인 토큰 & 사용자 / 카드 API").
 *
 * Every method gives a promise that settles within `timeoutMs`: with the answer, with a `RoomkeyError`, or with
 * `signal.reason`.
 *
 * `free()` gives the client's memory back at once, as does the end of the scope of `using client = …`. Calls under way
 * finish; one that is made later rejects with `invalidArgument`. A client that is garbage collected is freed as well.
 */
export class AirfobClient {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Issues a user and a card at once. Sent again only where the service said that it was not done.
     *
     * `user.portrait` is JPEG or PNG, at most 10 MiB; `user.phone` in E.164; dates are ms since 1970 or a Date.
     * Rejects with a RoomkeyError: `invalidArgument` for what is missing or unfit, `rejected` for what the site refuses;
     * where `outcome` is `unknown`, look for the user before you issue it again.
     */
    createUserWithCard(request: { siteId: string; user: NewUser; card: NewCard }, options?: CallOptions): Promise<AirfobUser>;
    /**
     * Deletes cards, as `deleteUsers` does users.
     */
    deleteCards(cardIds: readonly string[], options?: CallOptions): Promise<BatchResult>;
    /**
     * Deletes users. A failure of some is a result, not an error: see `items`, one for each id, in the order asked.
     *
     * Rejects with a RoomkeyError: `invalidArgument` for an empty list; `decode` with `outcome` `unknown` where the
     * service did not answer for every id.
     */
    deleteUsers(userIds: readonly string[], options?: CallOptions): Promise<BatchResult>;
    /**
     * Logs in. Without credentials: with the client's own. The token is good for one hour.
     *
     * A client that was built without a source of tokens uses this token from then on; the credentials are not kept.
     * Rejects with a RoomkeyError: `unauthorized` for credentials that are not accepted.
     */
    login(credentials?: AirfobCredentials, options?: CallOptions): Promise<Account>;
    /**
     * Checks the options; sends nothing. The first one compiles the WebAssembly module, which takes some milliseconds.
     *
     * @throws RoomkeyError `invalidArgument`: an http: baseUrl off loopback, two sources of tokens, empty credentials.
     * `internal`: WebAssembly cannot be compiled here, and why.
     */
    constructor(options?: AirfobOptions);
    /**
     * Sends the same mobile card again to its user. The vendor's page says that user and card cannot be changed by it.
     */
    reissueCard(request: Reissue, options?: CallOptions): Promise<AirfobUser>;
    /**
     * One page of the users that a search finds.
     */
    searchUsers(search: UserSearch, options?: CallOptions): Promise<UserPage>;
    /**
     * Sends a card's download link again, by the card's number or id. Not possible once the card is active (`rejected`).
     */
    sendCard(request: { siteId: string; number: string } | { siteId: string; cardId: string }, options?: CallOptions): Promise<void>;
    /**
     * Forgets the token here and in the store.
     */
    signOut(): Promise<void>;
    /**
     * Every user of the search, page after page, fetched as they are asked for, none of them twice.
     *
     * `for await` ends the fetching when it is left. `signal` ends the whole walk; `timeoutMs` is the budget of each page.
     */
    users(search: Omit<UserSearch, "page">, options?: CallOptions): AsyncIterableIterator<AirfobUser>;
}

/**
 * A portal account.
 */
export interface AirfobCredentials {
    /**
     * The account's mail address.
     */
    email: string;
    /**
     * The account's password.
     */
    password: string;
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

/**
 * A user of a site.
 */
export interface AirfobUser {
    /**
     * Airfob's id of the user.
     */
    userId: string;
    /**
     * The site's own id of the user.
     */
    userKey: string;
    /**
     * Mail address.
     */
    email?: string;
    /**
     * Phone number.
     */
    phone?: string;
    /**
     * Profile fields; `{ _raw: text }` where the service holds text that is no JSON object.
     */
    meta?: Record<string, unknown>;
    /**
     * `EMAIL`, `PHONE`, or what else the service says.
     */
    feedType?: FeedType | (string & {});
    /**
     * URL of the picture.
     */
    portrait?: string;
    /**
     * The user's card, if there is one.
     */
    card?: Card;
}

/**
 * Signs a user in to Arctos: auth code → access token → identity (vendor page "Auth").
 *
 * Every method gives a promise that settles within `timeoutMs`: with the answer, with a `RoomkeyError`, or with
 * `signal.reason`.
 *
 * `free()` gives the client's memory back at once, as does the end of the scope of `using client = …`. Calls under way
 * finish; one that is made later rejects with `invalidArgument`. A client that is garbage collected is freed as well.
 */
export class ArctosClient {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Asks who a token belongs to. Without a token: the one of the last sign-in.
     *
     * Rejects with a RoomkeyError: `tokenExpired` (`code` 1404), `unauthorized` (1401, 1402, 1403, 1405, or no sign-in yet).
     */
    checkAuthToken(accessToken?: string, options?: CallOptions): Promise<Identity>;
    /**
     * Asks for an auth code: good for one use, within ten minutes.
     *
     * Rejects with a RoomkeyError: `license` for a licence that is missing, expired or full (`code` 3401 to 3406),
     * `invalidArgument` for an empty userId or an unknown role.
     */
    getAuthCode(request: AuthCodeRequest, options?: CallOptions): Promise<AuthCode>;
    /**
     * Exchanges a code for an access token. Never sent twice: a code is good for one use. Keeps nothing.
     *
     * Rejects with a RoomkeyError: `unauthorized` for a code that is wrong, used or expired.
     */
    getAuthTokenUseCode(request: AuthTokenRequest, options?: CallOptions): Promise<AuthToken>;
    /**
     * Checks the options; sends nothing. The first one compiles the WebAssembly module, which takes some milliseconds.
     *
     * @throws RoomkeyError `invalidArgument`: no baseUrl, an http: one off loopback, a licenseKey in a page without `dangerouslyAllowBrowser`.
     * `internal`: WebAssembly cannot be compiled here, and why.
     */
    constructor(options: ArctosOptions);
    /**
     * Code, token and check in one call, inside one budget; keeps the token for `checkAuthToken()` once the check has passed.
     *
     * Rejects as the three steps do.
     */
    signIn(request: AuthCodeRequest & { clientId?: string; redirectUri?: string }, options?: CallOptions): Promise<SignedIn>;
    /**
     * Forgets the token here and in the store.
     */
    signOut(): Promise<void>;
}

/** Where a user signs in from: browser, moderator device, publisher device. */
export type ArctosClientId = "arctos-webapp" | "arctos-switch" | "arctos-client";

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

/**
 * Paths of the operations, each encoded and beginning with `/`.
 */
export interface ArctosPaths {
    /**
     * getAuthCode. Default `/api/auth/code`.
     */
    code?: string;
    /**
     * getAuthTokenUseCode. Default `/api/auth/login`.
     */
    token?: string;
    /**
     * checkAuthToken. Default `/api/auth/check`.
     */
    check?: string;
}

/**
 * The role that a user signs in with.
 */
export type ArctosRole = "MODERATOR" | "PUBLISHER" | "ADMIN" | "SWITCH" | "CLIENT";

/**
 * An auth code.
 */
export interface AuthCode {
    /**
     * Opaque, several hundred characters long, good for one use.
     */
    code: string;
    /**
     * ms since 1970 by this machine's clock: ten minutes after receipt.
     */
    expiresAt: number;
    /**
     * The service's words, where it succeeded with a warning (status 2).
     */
    warning?: string;
}

/**
 * Who wants to sign in.
 */
export interface AuthCodeRequest {
    /**
     * Unique for each user; not empty.
     */
    userId: string;
    /**
     * Shown to others; the service makes up one such as `USER-12345678` where it is absent.
     */
    name?: string;
    /**
     * The role to sign in with.
     */
    role: ArctosRole;
}

/**
 * An access token.
 */
export interface AuthToken {
    /**
     * Arctos' id of the user. A string, since it may be larger than a number can hold exactly.
     */
    userId: string;
    /**
     * A JWT.
     */
    accessToken: string;
    /**
     * ms since 1970 by this machine's clock; absent where the token does not say.
     */
    expiresAt?: number;
    /**
     * The service's words, where it succeeded with a warning (status 2).
     */
    warning?: string;
}

/* tslint:disable */
/* eslint-disable */
/**
 * A code to exchange for an access token.
 */
export interface AuthTokenRequest {
    /**
     * The code of getAuthCode.
     */
    code: string;
    /**
     * Where the user signs in from: `arctos-webapp` (browser, the default), `arctos-switch` (moderator device) or
     * `arctos-client` (publisher device).
     */
    clientId?: ArctosClientId | (string & {});
    /**
     * Where the user is sent back to.
     */
    redirectUri?: string;
}

/**
 * What became of one item.
 */
export interface BatchItem {
    /**
     * The id that was asked.
     */
    id: string;
    /**
     * True where it was done (status 200).
     */
    ok: boolean;
    /**
     * The item's own status, in HTTP's terms.
     */
    status: number;
    /**
     * The service's words.
     */
    message: string;
    /**
     * Cards: the status after deletion, such as `DELETE`.
     */
    cardStatus?: string;
}

/**
 * What became of a batch: a failure of some items is a result, not an error.
 */
export interface BatchResult {
    /**
     * Items asked.
     */
    total: number;
    /**
     * Items done.
     */
    success: number;
    /**
     * Items that failed.
     */
    failure: number;
    /**
     * One for each id asked, in the order asked.
     */
    items: BatchItem[];
}

type Blob = keyof globalThis.Blob extends never ? LeastBlob : globalThis.Blob;

/** Options of one call. Members that others add, as React Query does, are passed over; one that is nearly `signal` or `timeoutMs` is an `invalidArgument`. */
export interface CallOptions {
    /** Aborts the call, in whatever phase it is; it then rejects with `signal.reason`. */
    signal?: AbortSignal;
    /** Budget of this call in ms, instead of the client's. */
    timeoutMs?: number;
}

/**
 * A mobile card.
 */
export interface Card {
    /**
     * Airfob's id of the card.
     */
    id: string;
    /**
     * The card's number.
     */
    number: string;
    /**
     * `INACTIVE`, `ACTIVATED`, `PAUSED`, `EXPIRED`, or what else the service says.
     */
    status: "INACTIVE" | "ACTIVATED" | "PAUSED" | "EXPIRED" | (string & {});
    /**
     * `REGULAR`, `DYNAMIC`, or what else the service says.
     */
    cardType: "REGULAR" | "DYNAMIC" | (string & {});
    /**
     * Such as `GENERAL`.
     */
    format: string;
    /**
     * The format in words.
     */
    cardTypeDesc: string;
    /**
     * ms since 1970 UTC.
     */
    startDate?: number;
    /**
     * ms since 1970 UTC.
     */
    endDate?: number;
}

/**
 * One step of a call. Holds no secret, no body and no query.
 */
export type ClientEvent = { type: "attempt"; service: Service; operation: string; attempt: number; method: string; path: string } | { type: "response"; service: Service; operation: string; attempt: number; status: number; durationMs: number } | { type: "retry"; service: Service; operation: string; attempt: number; delayMs: number; reason: ErrorKind } | { type: "token"; service: Service; expiresAt?: number } | { type: "store"; service: Service; action: StoreAction; problem: string };

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

/**
 * Use of one day.
 */
export interface DayUsage {
    /**
     * `YYYY-MM-DD` in the time zone of the query: the day on which the sessions ended.
     */
    day: string;
    /**
     * Seconds.
     */
    totalSecond: number;
    /**
     * Number of sessions.
     */
    sessionCount: number;
}

/**
 * What kind of failure this is. One kind, one way to act on it.
 */
export type ErrorKind = "invalidArgument" | "unauthorized" | "tokenExpired" | "forbidden" | "license" | "notFound" | "rejected" | "rateLimited" | "unavailable" | "timeout" | "network" | "redirect" | "decode" | "internal";

/**
 * How a user gets the card: by mail or by text message.
 */
export type FeedType = "EMAIL" | "PHONE";

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
 * Who a token belongs to.
 */
export interface Identity {
    /**
     * Where the user signed in from, such as `arctos-webapp`.
     */
    clientId: string;
    /**
     * Arctos' id of the user. A string, since it may be larger than a number can hold exactly.
     */
    userId: string;
    /**
     * The role as the service says it; `GUSET` (the vendor's spelling) where it says none.
     */
    role: ArctosRole | (string & {});
    /**
     * Number of licensed rooms.
     */
    licenseRoom?: number;
    /**
     * Path of the licence.
     */
    licensePath?: string;
    /**
     * The service's words, where it succeeded with a warning (status 2).
     */
    warning?: string;
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

/**
 * The licence that a token belongs to.
 */
export interface License {
    /**
     * The licence's domain.
     */
    domain: string;
    /**
     * How many rooms may be in session at once.
     */
    roomLimit: number;
    /**
     * False where the licence is switched off.
     */
    enabled: boolean;
    /**
     * ISO 8601, UTC.
     */
    createdAt: string;
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

/**
 * What is known of a call's effect at the service.
 */
export type Outcome = "notSent" | "refused" | "unknown";

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

/**
 * Use of one room.
 */
export interface RoomUsage {
    /**
     * The room's name.
     */
    roomName: string;
    /**
     * Seconds.
     */
    totalSecond: number;
    /**
     * Number of sessions.
     */
    sessionCount: number;
}

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

/**
 * Asks S-Connector about video meeting rooms: licence, live sessions, usage (vendor page "서버 API").
 *
 * Every method gives a promise that settles within `timeoutMs`: with the answer, with a `RoomkeyError`, or with
 * `signal.reason`.
 *
 * `free()` gives the client's memory back at once, as does the end of the scope of `using client = …`. Calls under way
 * finish; one that is made later rejects with `invalidArgument`. A client that is garbage collected is freed as well.
 */
export class SConnectorClient {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Logs in and gives the token. Without credentials: the client's own.
     *
     * A client that was built without a source of tokens uses this one from then on; the credentials are not kept.
     * Rejects with a RoomkeyError: `unauthorized` for keys that are not accepted.
     */
    authenticate(credentials?: SConnectorCredentials, options?: CallOptions): Promise<StoredToken>;
    /**
     * The licence that the token belongs to.
     */
    getLicense(options?: CallOptions): Promise<License>;
    /**
     * One room; `undefined` where it is not in session.
     *
     * The name goes out as one path segment, whatever it holds. Rejects with `invalidArgument` for an empty name, `.` and `..`.
     */
    getSession(roomName: string, options?: CallOptions): Promise<Session | undefined>;
    /**
     * The sessions that ended on some days, one by one. For charts over years, `summarizeUsage` is faster.
     *
     * Rejects with `invalidArgument` for a date that does not exist, an end day before the start day, or a time zone that is none.
     * With a `timeZone`, a session whose `createdAt` is no date is `decode`.
     */
    getUsage(query: UsageQuery, options?: CallOptions): Promise<Usage>;
    /**
     * The rooms in session.
     */
    listSessions(options?: CallOptions): Promise<Session[]>;
    /**
     * Checks the options; sends nothing. The first one compiles the WebAssembly module, which takes some milliseconds.
     *
     * @throws RoomkeyError `invalidArgument`: an http: baseUrl off loopback, two sources of tokens, a secretKey in a page without `dangerouslyAllowBrowser`.
     * `internal`: WebAssembly cannot be compiled here, and why.
     */
    constructor(options?: SConnectorOptions);
    /**
     * Forgets the token here and in the store.
     */
    signOut(): Promise<void>;
    /**
     * The sessions that ended on some days, added up by room and by day.
     *
     * Rejects as `getUsage` does with a `timeZone`.
     */
    summarizeUsage(query: UsageQuery, options?: CallOptions): Promise<UsageSummary>;
}

/**
 * The keys of a licence.
 */
export interface SConnectorCredentials {
    /**
     * Names the licence.
     */
    accessKey: string;
    /**
     * Long-lived: belongs on a server.
     */
    secretKey: string;
    /**
     * Life of the token in whole minutes; the service's own where it is absent.
     */
    expires?: number;
    /**
     * True: rooms are created as administrator (the vendor's page: in development).
     */
    isOwner?: boolean;
}

/** Options of an SConnectorClient: one of credentials, accessToken and getAccessToken at the most; none if only `authenticate` is called. */
export interface SConnectorOptions extends ClientOptions {
    /** The client logs in by itself whenever it needs a token. */
    credentials?: SConnectorCredentials;
    /** Used until the service refuses it. */
    accessToken?: string;
    /** Called whenever a new token is needed, such as to ask your own backend. */
    getAccessToken?: TokenSupplier;
}

/**
 * The service that a client speaks to.
 */
export type Service = "arctos" | "sConnector" | "airfob";

/**
 * A meeting room in session.
 */
export interface Session {
    /**
     * The room's name.
     */
    roomName: string;
    /**
     * `WAIT`, `ON_GOING`, or what else the service says.
     */
    status: "WAIT" | "ON_GOING" | (string & {});
    /**
     * Number of participants.
     */
    userCount: number;
}

/**
 * A user who is signed in.
 */
export interface SignedIn {
    /**
     * The token, which the client keeps.
     */
    token: AuthToken;
    /**
     * Whose it is.
     */
    identity: Identity;
    /**
     * The service's words, where it succeeded with a warning (status 2): that of the code, the token or the check, the first there was.
     */
    warning?: string;
}

/**
 * What a token store is asked to do.
 */
export type StoreAction = "get" | "set" | "delete";

/**
 * An access token with its end.
 */
export interface StoredToken {
    /**
     * The token itself.
     */
    accessToken: string;
    /**
     * ms since 1970 by this machine's clock, skew already taken out; absent where the token does not say.
     */
    expiresAt?: number;
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

type URL = keyof globalThis.URL extends never ? LeastUrl : globalThis.URL;

/**
 * Use of a licence over some days.
 */
export interface Usage {
    /**
     * The licence's domain.
     */
    domain: string;
    /**
     * Seconds in all: as the service adds them up, or, with a `timeZone`, those of the rows that are left.
     */
    totalSecond: number;
    /**
     * The sessions, in the service's order (newest first in the vendor's example).
     */
    detail: UsageEntry[];
}

/**
 * One session that has ended. One that goes on is not told of yet.
 */
export interface UsageEntry {
    /**
     * The room's name.
     */
    roomName: string;
    /**
     * Seconds.
     */
    sessionTimeSecond: number;
    /**
     * When the session ended; ISO 8601, UTC.
     */
    createdAt: string;
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

/**
 * Use of a licence, added up.
 */
export interface UsageSummary {
    /**
     * The licence's domain.
     */
    domain: string;
    /**
     * Seconds in all: as the service adds them up, or, with a `timeZone`, those of the rows that are left.
     */
    totalSecond: number;
    /**
     * Number of sessions.
     */
    sessionCount: number;
    /**
     * Most seconds first, then by name.
     */
    byRoom: RoomUsage[];
    /**
     * Earliest first.
     */
    byDay: DayUsage[];
}

/**
 * One page of a search.
 */
export interface UserPage {
    /**
     * How many users the search finds in all.
     */
    total: number;
    /**
     * Those of this page.
     */
    users: AirfobUser[];
}

/**
 * Which users to find.
 */
export interface UserSearch {
    /**
     * The site.
     */
    siteId: string;
    /**
     * Keyword. Default: everyone.
     */
    q?: string;
    /**
     * From 0, which is the default.
     */
    page?: number;
    /**
     * Users a page. Default 15.
     */
    size?: number;
    /**
     * Default `asc`.
     */
    order?: "asc" | "desc";
}

/** True for errors of any loaded copy of roomkey; `instanceof` works across copies too. */
export function isRoomkeyError(value: unknown): value is RoomkeyError;
