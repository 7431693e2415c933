// The types of roomkey/testing.
import type { AirfobOptions, AirfobUser, ArctosOptions, Service, Session, UsageEntry } from "./index.js";

declare global {
  // These merge with the platform's own, where there are any.
  interface Request {}
  interface RequestInit {}
  interface Response {}
  interface URL {}
}

// The platform's own types where it has them, else the least of them that is used.
type TestRequest = keyof globalThis.Request extends never ? { readonly url: string } : globalThis.Request;
type TestRequestInit = keyof globalThis.RequestInit extends never ? object : globalThis.RequestInit;
type TestUrl = keyof globalThis.URL extends never ? { readonly href: string; readonly origin: string } : globalThis.URL;
type TestResponse = keyof globalThis.Response extends never
  ? {
      readonly ok: boolean;
      readonly status: number;
      readonly headers: { get(name: string): string | null };
      readonly body: null;
      json(): Promise<unknown>;
      text(): Promise<string>;
      arrayBuffer(): Promise<ArrayBuffer>;
    }
  : globalThis.Response;

/** How an emulator is made. */
export interface EmulatorOptions {
  /** Where its clock starts: a Date, ms since 1970 UTC, or a date in a string; default: the real time. It stands still but for `advance` and `set`, unless `ticking`. */
  now?: Date | number | string;
  /** Whether its clock goes on by itself; default false. */
  ticking?: boolean;
  /** What is random in the services' answers comes of it (codes, signatures, portraits): a whole number, 0 or more; default 1. */
  seed?: number;
  /** What the services hold. What is left out is the demo world: a license, 14 rooms, two years of usage, five sites with thousands of users. */
  data?: EmulatorData;
}

/** What the services hold. It is copied; a member that is unknown, missing or of the wrong kind throws a TypeError that names it. */
export interface EmulatorData {
  /** S-Connector's license; a member that is left out stays as it was. */
  license?: {
    /** The domain that it is for. */
    domain?: string;
    /** How many rooms may be in session at a time. */
    roomLimit?: number;
    /** Whether it is switched on. */
    enabled?: boolean;
  };
  /** The rooms in session, which stay as they are whatever the clock says; `[]`: none. */
  sessions?: Session[];
  /** The sessions that have ended, in the order in which the service tells them; found by the days (UTC) of `createdAt`. */
  usage?: UsageEntry[];
  /** Airfob's sites: all of them, another one is not found. */
  sites?: EmulatorSite[];
}

/** A site of Airfob, and who belongs to it. */
export interface EmulatorSite {
  /** The site's id. */
  siteId: string;
  /** Whether its cards last, or are for a span of time. */
  cardType: "REGULAR" | "DYNAMIC";
  /** What a card's number may hold: any sign, or letters and digits. */
  format: "GENERAL" | "ASCII";
  /** How it reaches its users. */
  contact: "EMAIL" | "PHONE";
  /** Its users; default none. `userKey` is required; a user without `userId` is numbered. */
  users?: Partial<AirfobUser>[];
}

/**
 * Makes the three services in memory, for tests: no port is opened, and nothing leaves the process. Each emulator is a world of its own,
 * any number of them beside each other.
 *
 * @param options when its clock starts, and what the services hold
 * @throws TypeError: which option or member makes no sense, and the nearest name of an unknown one
 */
export function createEmulator(options?: EmulatorOptions): Promise<Emulator>;

/** The three services in memory. After `free`, every member but `free` throws. */
export interface Emulator {
  /** Options that an ArctosClient takes as they are, in a page too: `dangerouslyAllowBrowser` is among them, since the keys are those of tests. */
  readonly arctos: ArctosOptions & { baseUrl: string; licenseKey: string; fetch: EmulatorFetch };
  /** Options that an SConnectorClient takes as they are. */
  readonly sConnector: {
    baseUrl: string;
    credentials: { accessKey: string; secretKey: string };
    fetch: EmulatorFetch;
    dangerouslyAllowBrowser: boolean;
  };
  /** Options that an AirfobClient takes as they are. */
  readonly airfob: AirfobOptions & {
    baseUrl: string;
    credentials: { email: string; password: string };
    fetch: EmulatorFetch;
  };
  /** License keys of Arctos with which `getAuthCode` fails in each documented way; `warning` succeeds with a message. */
  readonly licenses: Readonly<
    Record<
      "expired" | "exceeded" | "missing" | "wrongType" | "noRoom" | "unauthorized" | "forbidden" | "warning",
      string
    >
  >;
  /** Answers requests to its three origins. A request to any other host rejects with an Error that names the host. */
  readonly fetch: EmulatorFetch;

  /**
   * The next matching requests go wrong. Faults strike in the order in which they were given, one per request.
   *
   * @param faults what goes wrong, and for which requests
   * @throws TypeError: which name or member makes no sense; then none of them was added
   */
  fault(...faults: Fault[]): void;
  /** The faults that are still to come, with what is left of `times` and `after`: at the end of a test, `[]` says that all have struck. */
  faults(): Fault[];
  /** Drops all faults that are still to come. */
  clearFaults(): void;
  /** The services' clock, in ms since 1970 UTC: tokens and codes expire by it, rooms open and close, cards become active. */
  readonly clock: {
    /** The time that it shows. */
    now(): number;
    /** Sets it, forward or back. */
    set(to: Date | number | string): void;
    /** Moves it by the sum of what is given. */
    advance(by: { ms?: number; seconds?: number; minutes?: number; hours?: number; days?: number }): void;
  };
  /**
   * What the services received, oldest first, the last 5,000; secrets are in it as they were sent.
   *
   * @param filter default: all
   */
  requests(filter?: { service?: Service; operation?: string }): ReceivedRequest[];
  /** Forgets what was received so far. */
  clearRequests(): void;
  /**
   * Changes what the services hold, at any time: each member that is given replaces what was there, those of `license` one by one.
   *
   * @param data what they hold from now on
   */
  update(data: EmulatorData): void;
  /** Puts everything back to how it was made: clock, data, faults, requests. Tokens from before are refused. */
  reset(): void;
  /** Gives its memory back. A second time does nothing. */
  free(): void;
  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void;

  /**
   * Handlers for MSW 2: `setupServer(...emulator.handlers(http))`. A fault that closes the connection is `Response.error()` there.
   *
   * @param http MSW's own `http`
   */
  handlers<Handler>(http: {
    all(path: string | RegExp, resolver: (info: { request: TestRequest }) => Promise<TestResponse>): Handler;
  }): Handler[];
  /**
   * Answers what a page of Playwright's sends to the three services. The faults `drip`, `cut` and `hangBody` cannot be shown there, and
   * throw when they strike.
   *
   * @param page Playwright's Page
   */
  route(page: PlaywrightPage): Promise<void>;
}

/** What is used of Playwright's Page. */
export interface PlaywrightPage {
  route(url: (url: TestUrl) => boolean, handler: (route: PlaywrightRoute) => Promise<void>): Promise<unknown>;
}

/** What is used of Playwright's Route. */
export interface PlaywrightRoute {
  request(): {
    url(): string;
    method(): string;
    allHeaders(): Promise<Record<string, string>>;
    postDataBuffer(): Uint8Array | null;
  };
  fulfill(answer: { status: number; headers: Record<string, string>; body: string }): Promise<void>;
  abort(reason?: string): Promise<void>;
}

/** A fetch function that an emulator answers. */
export type EmulatorFetch = (input: string | TestUrl | TestRequest, init?: TestRequestInit) => Promise<TestResponse>;

/**
 * What goes wrong, and for which requests. By `type`, with the members of each:
 *
 * - instead of the service's answer: `status` (`status`, `headers`, `body`), `text` (`body`, `status`, `headers`), `html` (`status`), `empty`
 *   (`status`), `garbage`, `redirect` (`status`, `location`), `nest` (`depth`), `big` (`bytes`);
 * - the service's answer, changed: `set` (`path`, `value`), `remove` (`path`), `bom`;
 * - late, in part, or never: `delay` (`ms`), `drip` (`ms` for each byte), `cut` (after `bytes`), `hangBody` (headers alone), `hang`;
 * - a closed connection: `reset` (the service saw nothing), `lost` (it did what was asked).
 */
export interface Fault {
  /** Default: any. */
  service?: Service;
  /** Such as "listSessions"; default: any. */
  operation?: string;
  /** How many requests it strikes; default 1; Infinity: every one until `clearFaults`. */
  times?: number;
  /** How many matching requests it lets pass first; default 0. */
  after?: number;
  /** What goes wrong. */
  type: string;
  /** What the type needs besides. */
  [member: string]: unknown;
}

/** A request as a service received it. */
export interface ReceivedRequest {
  service: Service;
  /** Absent where no page of the vendor's names the method and path. */
  operation?: string;
  method: string;
  /** Percent-encoded as it came. */
  path: string;
  /** Without the question mark. */
  query: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
  /** When it was received, by the emulator's clock: ms since 1970 UTC. */
  at: number;
  /** Absent where no answer came. */
  status?: number;
  /** What the vendor's page does not name, as `header x-trace`, `query debug`, `body user.nick`. */
  undocumented: string[];
}
