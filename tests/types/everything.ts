// Every operation, option, request, result and event of the public types, used as a user would, each with its exact type:
// a member that is added, dropped or changed does not compile here.

import type {
  Account,
  AirfobCredentials,
  AirfobOptions,
  AirfobUser,
  ArctosClientId,
  ArctosOptions,
  ArctosPaths,
  ArctosRole,
  AuthCode,
  AuthCodeRequest,
  AuthToken,
  AuthTokenRequest,
  BatchItem,
  BatchResult,
  CallOptions,
  Card,
  ClientEvent,
  ClientOptions,
  DayUsage,
  ErrorKind,
  FeedType,
  FetchInit,
  FetchResponse,
  Identity,
  License,
  NewCard,
  NewUser,
  Outcome,
  Reissue,
  RoomkeyErrorData,
  RoomUsage,
  SConnectorCredentials,
  SConnectorOptions,
  Service,
  Session,
  SignedIn,
  StoreAction,
  StoredToken,
  TokenStore,
  TokenSupplier,
  Usage,
  UsageEntry,
  UsageQuery,
  UsageSummary,
  UserPage,
  UserSearch,
} from "roomkey";
import { AirfobClient, ArctosClient, isRoomkeyError, RoomkeyError, SConnectorClient } from "roomkey";
import { init } from "roomkey/slim";

type Same<A, B> =
  (<T>() => T extends A ? "same" : "other") extends <T>() => T extends B ? "same" : "other" ? true : false;

/** `A`, where `B` is the same to its last member, optional ones and read-only ones included; else nothing can be done with it. */
type Exactly<A, B> = Same<A, B> extends true ? A : never;

/** What the options of one client have beside those of every client, and what they have otherwise. */
type Own<Options, Otherwise = never> = Pick<Options, Exclude<keyof Options, Exclude<keyof ClientOptions, Otherwise>>>;

/** What a client has. */
type Members<Client> = Pick<Client, keyof Client>;

type Text = string & {};

// ---- What every client takes

const kept = new Map<string, StoredToken>();

const store: Exactly<
  TokenStore,
  {
    get(key: string): Promise<StoredToken | null | undefined> | StoredToken | null | undefined;
    set(key: string, token: StoredToken): unknown;
    delete(key: string): unknown;
  }
> = {
  get: (key) => kept.get(key),
  set: (key, token) => void kept.set(key, token),
  delete: (key) => void kept.delete(key),
};

const laterStore: TokenStore = {
  get: async (key) => store.get(key),
  set: async (key, token) => {
    const { accessToken, expiresAt }: Exactly<StoredToken, { accessToken: string; expiresAt?: number }> = token;
    await store.set(key, expiresAt === undefined ? { accessToken } : { accessToken, expiresAt });
  },
  delete: async (key) => store.delete(key),
};

type Event = Exactly<
  ClientEvent,
  | { type: "attempt"; service: Service; operation: string; attempt: number; method: string; path: string }
  | { type: "response"; service: Service; operation: string; attempt: number; status: number; durationMs: number }
  | { type: "retry"; service: Service; operation: string; attempt: number; delayMs: number; reason: ErrorKind }
  | { type: "token"; service: Service; expiresAt?: number }
  | { type: "store"; service: Service; action: StoreAction; problem: string }
>;

function lineOf(event: Event): string {
  switch (event.type) {
    case "attempt":
      return `${event.service} ${event.operation} ${event.attempt}: ${event.method} ${event.path}`;
    case "response":
      return `${event.service} ${event.operation} ${event.attempt}: ${event.status} after ${event.durationMs} ms`;
    case "retry":
      return `${event.service} ${event.operation} ${event.attempt}: ${event.reason}, again in ${event.delayMs} ms`;
    case "token":
      return `${event.service}: good until ${event.expiresAt ?? "it is refused"}`;
    case "store":
      return `${event.service}: ${event.action} failed: ${event.problem}`;
    default:
      return event satisfies never;
  }
}

export const actions: Record<Exactly<StoreAction, "get" | "set" | "delete">, string> = {
  get: "read",
  set: "write",
  delete: "forget",
};

const ofEveryClient: Required<
  Exactly<
    ClientOptions,
    {
      baseUrl?: string | URL;
      fetch?: (input: string, init: FetchInit) => Promise<FetchResponse>;
      timeoutMs?: number;
      retry?: false | { maxAttempts?: number; baseDelayMs?: number; maxDelayMs?: number };
      tokenStore?: TokenStore;
      onEvent?: (event: ClientEvent) => void;
      allowInsecureHttp?: boolean;
      dangerouslyAllowBrowser?: boolean;
    }
  >
> = {
  baseUrl: "/api",
  fetch: (input, init) => fetch(input, init),
  timeoutMs: 10_000,
  retry: { maxAttempts: 2, baseDelayMs: 100, maxDelayMs: 1_000 },
  tokenStore: laterStore,
  onEvent: (event) => console.log(lineOf(event)),
  allowInsecureHttp: true,
  dangerouslyAllowBrowser: true,
};

export const withInit: Exactly<
  Required<FetchInit>,
  { method: string; headers: Record<string, string>; body: string; redirect: "manual"; signal: AbortSignal }
>[] = [];
export const made: FetchResponse[] = [
  new Response("{}"),
  { status: 200, headers: { get: () => null }, arrayBuffer: async () => new ArrayBuffer(0) },
];

export const once: ClientOptions = { retry: false, tokenStore: store };

export const ofCall: Required<Exactly<CallOptions, { signal?: AbortSignal; timeoutMs?: number }>> = {
  signal: AbortSignal.timeout(5_000),
  timeoutMs: 1_000,
};

// ---- Arctos

const paths: Required<Exactly<ArctosPaths, { code?: string; token?: string; check?: string }>> = {
  code: "/code",
  token: "/token",
  check: "/check",
};

const arctosOptions: Required<
  Exactly<
    Own<ArctosOptions, "baseUrl">,
    { baseUrl: string | URL; licenseKey?: string; licenseId?: string; paths?: ArctosPaths }
  >
> &
  ClientOptions = { ...ofEveryClient, baseUrl: "https://a.example", licenseKey: "key", licenseId: "id", paths };

export type ArctosMembers = Exactly<
  Members<ArctosClient>,
  {
    getAuthCode(request: AuthCodeRequest, options?: CallOptions): Promise<AuthCode>;
    getAuthTokenUseCode(request: AuthTokenRequest, options?: CallOptions): Promise<AuthToken>;
    checkAuthToken(accessToken?: string, options?: CallOptions): Promise<Identity>;
    signIn(
      request: AuthCodeRequest & { clientId?: string; redirectUri?: string },
      options?: CallOptions,
    ): Promise<SignedIn>;
    signOut(): Promise<void>;
    free(): void;
    [Symbol.dispose](): void;
  }
>;

const roles: Record<Exactly<ArctosRole, "MODERATOR" | "PUBLISHER" | "ADMIN" | "SWITCH" | "CLIENT">, true> = {
  MODERATOR: true,
  PUBLISHER: true,
  ADMIN: true,
  SWITCH: true,
  CLIENT: true,
};

export async function arctos(member: ArctosMembers): Promise<string[]> {
  const client = new ArctosClient(arctosOptions);
  const who: Required<Exactly<AuthCodeRequest, { userId: string; name?: string; role: ArctosRole }>> = {
    userId: "u-1",
    name: "Kim",
    role: "PUBLISHER",
  };
  const from: Exactly<ArctosClientId, "arctos-webapp" | "arctos-switch" | "arctos-client"> = "arctos-switch";

  const given = await client.getAuthCode(who, ofCall);
  const { code, expiresAt, warning }: Exactly<AuthCode, { code: string; expiresAt: number; warning?: string }> = given;

  const request: Required<
    Exactly<AuthTokenRequest, { code: string; clientId?: ArctosClientId | Text; redirectUri?: string }>
  > = { code, clientId: from, redirectUri: "https://a.example/back" };
  const token: Exactly<AuthToken, { userId: string; accessToken: string; expiresAt?: number; warning?: string }> =
    await client.getAuthTokenUseCode(request, ofCall);
  await client.getAuthTokenUseCode({ code, clientId: "a-kiosk" });

  const identity: Exactly<
    Identity,
    {
      clientId: string;
      userId: string;
      role: ArctosRole | Text;
      licenseRoom?: number;
      licensePath?: string;
      warning?: string;
    }
  > = await client.checkAuthToken(token.accessToken, ofCall);
  const signedIn: Exactly<SignedIn, { token: AuthToken; identity: Identity; warning?: string }> = await client.signIn(
    { ...who, clientId: from, redirectUri: "https://a.example/back" },
    ofCall,
  );
  await client.checkAuthToken();
  await client.checkAuthToken(undefined, ofCall);
  await client.signOut();
  client.free();

  {
    using short = member as ArctosClient;
    await short.signOut();
  }
  return [
    ...Object.keys(roles),
    `${new Date(expiresAt)} ${warning ?? ""}`,
    `${token.userId} ${token.expiresAt?.toFixed()} ${token.warning?.trim()}`,
    `${identity.clientId} ${identity.userId} ${identity.role.toLowerCase()} ${identity.warning?.trim()}`,
    `${identity.licenseRoom?.toFixed()} ${identity.licensePath?.trim()}`,
    signedIn.token.accessToken,
    signedIn.identity.userId,
  ];
}

// ---- S-Connector

type Source<Credentials> = {
  credentials?: Credentials;
  accessToken?: string;
  getAccessToken?: TokenSupplier;
};

/** A cache of tokens that heeds what it is told. */
export const supplier: Exactly<
  TokenSupplier,
  (request: {
    refused?: string;
    signal: AbortSignal;
  }) => Promise<string | { accessToken: string; expiresInMs?: number }>
> = async ({ refused, signal }) => {
  signal.throwIfAborted();
  return refused === undefined ? "token" : { accessToken: "another", expiresInMs: 60_000 };
};

const keys: Required<
  Exactly<SConnectorCredentials, { accessKey: string; secretKey: string; expires?: number; isOwner?: boolean }>
> = { accessKey: "a", secretKey: "s", expires: 15, isOwner: false };

const roomSources: Required<Exactly<Own<SConnectorOptions>, Source<SConnectorCredentials>>> = {
  credentials: keys,
  accessToken: "token",
  getAccessToken: async () => "token",
};

export type SConnectorMembers = Exactly<
  Members<SConnectorClient>,
  {
    authenticate(credentials?: SConnectorCredentials, options?: CallOptions): Promise<StoredToken>;
    getLicense(options?: CallOptions): Promise<License>;
    listSessions(options?: CallOptions): Promise<Session[]>;
    getSession(roomName: string, options?: CallOptions): Promise<Session | undefined>;
    getUsage(query: UsageQuery, options?: CallOptions): Promise<Usage>;
    summarizeUsage(query: UsageQuery, options?: CallOptions): Promise<UsageSummary>;
    signOut(): Promise<void>;
    free(): void;
    [Symbol.dispose](): void;
  }
>;

export async function sConnector(member: SConnectorMembers): Promise<string[]> {
  const { credentials, accessToken, getAccessToken } = roomSources;
  const client = new SConnectorClient({ ...ofEveryClient, credentials });
  const others: SConnectorOptions[] = [{ accessToken }, { getAccessToken }, {}];
  for (const options of others) await new SConnectorClient(options).authenticate(keys, ofCall);
  await new SConnectorClient().authenticate(keys);

  const stored: StoredToken = await client.authenticate();
  await client.authenticate(undefined, ofCall);
  const license: Exactly<License, { domain: string; roomLimit: number; enabled: boolean; createdAt: string }> =
    await client.getLicense(ofCall);
  const sessions: Exactly<Session, { roomName: string; status: "WAIT" | "ON_GOING" | Text; userCount: number }>[] =
    await client.listSessions(ofCall);
  const session = await client.getSession("회의실 1", ofCall);

  const days: Required<Exactly<UsageQuery, { startTime: string | Date; endTime?: string | Date; timeZone?: string }>> =
    {
      startTime: "2026-01-01",
      endTime: new Date(),
      timeZone: "Asia/Seoul",
    };
  const usage: Exactly<Usage, { domain: string; totalSecond: number; detail: UsageEntry[] }> = await client.getUsage(
    days,
    ofCall,
  );
  const entries: Exactly<UsageEntry, { roomName: string; sessionTimeSecond: number; createdAt: string }>[] =
    usage.detail;
  const summary: Exactly<
    UsageSummary,
    { domain: string; totalSecond: number; sessionCount: number; byRoom: RoomUsage[]; byDay: DayUsage[] }
  > = await client.summarizeUsage({ startTime: new Date(0), endTime: "2026-12-31T00:00:00Z" }, ofCall);
  const byRoom: Exactly<RoomUsage, { roomName: string; totalSecond: number; sessionCount: number }>[] = summary.byRoom;
  const byDay: Exactly<DayUsage, { day: string; totalSecond: number; sessionCount: number }>[] = summary.byDay;

  await client.signOut();
  client.free();
  {
    using short = member as SConnectorClient;
    await short.signOut();
  }
  return [
    stored.accessToken,
    `${license.domain} ${license.roomLimit.toFixed()} ${license.enabled === true} ${new Date(license.createdAt)}`,
    ...sessions.map((each) => `${each.roomName} ${each.status.toLowerCase()} ${each.userCount.toFixed()}`),
    session?.roomName ?? "not in session",
    `${usage.domain} ${usage.totalSecond.toFixed()}`,
    ...entries.map((each) => `${each.roomName} ${each.sessionTimeSecond.toFixed()} ${new Date(each.createdAt)}`),
    `${summary.domain} ${summary.totalSecond.toFixed()} ${summary.sessionCount.toFixed()}`,
    ...byRoom.map((each) => `${each.roomName} ${each.totalSecond.toFixed()} ${each.sessionCount.toFixed()}`),
    ...byDay.map((each) => `${each.day} ${each.totalSecond.toFixed()} ${each.sessionCount.toFixed()}`),
  ];
}

// ---- Airfob

const account: Exactly<AirfobCredentials, { email: string; password: string }> = { email: "a@b.c", password: "p" };

const cardSources: Required<Exactly<Own<AirfobOptions>, Source<AirfobCredentials>>> = {
  credentials: account,
  accessToken: "token",
  getAccessToken: async () => "token",
};

export type AirfobMembers = Exactly<
  Members<AirfobClient>,
  {
    login(credentials?: AirfobCredentials, options?: CallOptions): Promise<Account>;
    createUserWithCard(
      request: { siteId: string; user: NewUser; card: NewCard },
      options?: CallOptions,
    ): Promise<AirfobUser>;
    searchUsers(search: UserSearch, options?: CallOptions): Promise<UserPage>;
    users(search: Omit<UserSearch, "page">, options?: CallOptions): AsyncIterableIterator<AirfobUser>;
    deleteUsers(userIds: readonly string[], options?: CallOptions): Promise<BatchResult>;
    deleteCards(cardIds: readonly string[], options?: CallOptions): Promise<BatchResult>;
    sendCard(
      request: { siteId: string; number: string } | { siteId: string; cardId: string },
      options?: CallOptions,
    ): Promise<void>;
    reissueCard(request: Reissue, options?: CallOptions): Promise<AirfobUser>;
    signOut(): Promise<void>;
    free(): void;
    [Symbol.dispose](): void;
  }
>;

const feeds: Record<Exactly<FeedType, "EMAIL" | "PHONE">, string> = { EMAIL: "by mail", PHONE: "by text message" };

const user: Required<
  Exactly<
    NewUser,
    {
      userKey: string;
      email?: string;
      phone?: string;
      meta?: Record<string, unknown>;
      portrait?: Uint8Array | ArrayBuffer | Blob;
      feedType?: FeedType;
    }
  >
> = {
  userKey: "1",
  email: "kim@example.com",
  phone: "+821022223333",
  meta: { name: "김모카", floors: [1, 2] },
  portrait: new Blob(["…"], { type: "image/png" }),
  feedType: "PHONE",
};

const card: Required<Exactly<NewCard, { number: string; startDate?: number | Date; endDate?: number | Date }>> = {
  number: "8352800",
  startDate: new Date(),
  endDate: Date.now() + 86_400_000,
};

const search: Required<
  Exactly<UserSearch, { siteId: string; q?: string; page?: number; size?: number; order?: "asc" | "desc" }>
> = { siteId: "0", q: "김", page: 0, size: 100, order: "desc" };

export async function airfob(member: AirfobMembers): Promise<string[]> {
  const { credentials, accessToken, getAccessToken } = cardSources;
  const client = new AirfobClient({ ...ofEveryClient, credentials });
  const others: AirfobOptions[] = [{ accessToken }, { getAccessToken }, {}];
  for (const options of others) await new AirfobClient(options).login(account, ofCall);
  await new AirfobClient().login(account);

  const manager: Exactly<
    Account,
    {
      email: string;
      accountType: string;
      name: string;
      accountStatus: string;
      accessToken: string;
      expiresAt?: number;
    }
  > = await client.login();
  await client.login(undefined, ofCall);

  const issued = await client.createUserWithCard({ siteId: "0", user, card }, ofCall);
  await client.createUserWithCard({
    siteId: "0",
    user: { userKey: "2", portrait: new ArrayBuffer(8), feedType: "EMAIL" },
    card: { number: "a1", startDate: 0, endDate: new Date() },
  });

  const page: Exactly<UserPage, { total: number; users: AirfobUser[] }> = await client.searchUsers(search, ofCall);
  const { page: _, ...walk } = search;
  const all: AirfobUser[] = [];
  for await (const each of client.users({ ...walk, order: "asc" }, ofCall)) all.push(each);

  await client.sendCard({ siteId: "0", number: "8352800" }, ofCall);
  await client.sendCard({ siteId: "0", cardId: "43548" });
  const again: Required<
    Exactly<
      Reissue,
      {
        siteId: string;
        userId: string;
        user?: Partial<NewUser>;
        card?: { startDate?: number | Date; endDate?: number | Date };
      }
    >
  > = { siteId: "0", userId: issued.userId, user: { email: "lee@example.com" }, card: { startDate: 0, endDate: 1 } };
  const reissued = await client.reissueCard(again, ofCall);

  const gone: Exactly<BatchResult, { total: number; success: number; failure: number; items: BatchItem[] }> =
    await client.deleteCards(["43548"], ofCall);
  const items: Exactly<BatchItem, { id: string; ok: boolean; status: number; message: string; cardStatus?: string }>[] =
    [...gone.items, ...(await client.deleteUsers([issued.userId], ofCall)).items];

  await client.signOut();
  client.free();
  {
    using short = member as AirfobClient;
    await short.signOut();
  }
  return [
    `${manager.email} ${manager.name} ${manager.accountType} ${manager.accountStatus}`,
    `${manager.accessToken} ${manager.expiresAt?.toFixed()}`,
    `${page.total.toFixed()}`,
    ...[...page.users, ...all, reissued].map(lineOfUser),
    `${gone.total.toFixed()} ${gone.success.toFixed()} ${gone.failure.toFixed()}`,
    ...items.map((each) => (each.ok ? (each.cardStatus ?? each.id) : `${each.status.toFixed()} ${each.message}`)),
  ];
}

function lineOfUser(
  user: Exactly<
    AirfobUser,
    {
      userId: string;
      userKey: string;
      email?: string;
      phone?: string;
      meta?: Record<string, unknown>;
      feedType?: FeedType | Text;
      portrait?: string;
      card?: Card;
    }
  >,
): string {
  const { userId, userKey, email, phone, meta, feedType, portrait, card } = user;
  const how = feedType && (feeds[feedType as FeedType] ?? feedType);
  return `${userId} ${userKey} ${email} ${phone} ${how} ${meta?.name} ${portrait} ${card && lineOfCard(card)}`;
}

function lineOfCard(
  card: Exactly<
    Card,
    {
      id: string;
      number: string;
      status: "INACTIVE" | "ACTIVATED" | "PAUSED" | "EXPIRED" | Text;
      cardType: "REGULAR" | "DYNAMIC" | Text;
      format: string;
      cardTypeDesc: string;
      startDate?: number;
      endDate?: number;
    }
  >,
): string {
  const {
    id,
    number,
    status,
    cardType,
    format,
    cardTypeDesc,
    startDate = 0,
    endDate = Number.POSITIVE_INFINITY,
  } = card;
  const open = startDate <= Date.now() && Date.now() < endDate;
  return `${id} ${number} ${status} ${cardType} ${format} ${cardTypeDesc} ${open ? "now" : "not now"}`;
}

// ---- Errors

type Failure = Exactly<
  Pick<RoomkeyError, Exclude<keyof RoomkeyError, "message" | "stack">>,
  {
    readonly name: "RoomkeyError";
    readonly kind: ErrorKind;
    readonly service: Service;
    readonly operation: string;
    readonly status?: number;
    readonly code?: number;
    readonly serviceMessage?: string;
    readonly attempts: number;
    readonly outcome: Outcome;
    readonly retryable: boolean;
    readonly retryAfterMs?: number;
    readonly decodePath?: string;
    readonly step?: string;
    readonly argument?: string;
    readonly cause?: unknown;
    toJSON(): RoomkeyErrorData;
  }
>;

type Data = Exactly<
  RoomkeyErrorData,
  {
    name: "RoomkeyError";
    message: string;
    kind: ErrorKind;
    service: Service;
    operation: string;
    status?: number;
    code?: number;
    serviceMessage?: string;
    attempts: number;
    outcome: Outcome;
    retryable: boolean;
    retryAfterMs?: number;
    decodePath?: string;
    argument?: string;
    step?: string;
  }
>;

export const again: Exactly<typeof RoomkeyError.from, (data: RoomkeyErrorData) => RoomkeyError> = RoomkeyError.from;

const services: Record<Exactly<Service, "arctos" | "sConnector" | "airfob">, string> = {
  arctos: "Arctos",
  sConnector: "S-Connector",
  airfob: "Airfob",
};

const outcomes: Record<Exactly<Outcome, "notSent" | "refused" | "unknown">, string> = {
  notSent: "nothing was sent",
  refused: "it was not done",
  unknown: "it may have been done",
};

type Kind = Exactly<
  ErrorKind,
  | "invalidArgument"
  | "unauthorized"
  | "tokenExpired"
  | "forbidden"
  | "license"
  | "notFound"
  | "rejected"
  | "rateLimited"
  | "unavailable"
  | "timeout"
  | "network"
  | "redirect"
  | "decode"
  | "internal"
>;

/** The three who can help. */
const helper: Record<Kind, "you" | "time" | "we"> = {
  invalidArgument: "we",
  unauthorized: "you",
  tokenExpired: "you",
  forbidden: "you",
  license: "we",
  notFound: "you",
  rejected: "you",
  rateLimited: "time",
  unavailable: "time",
  timeout: "time",
  network: "time",
  redirect: "we",
  decode: "we",
  internal: "we",
};

export function report(error: unknown): string[] {
  if (!(error instanceof RoomkeyError || isRoomkeyError(error))) return [];
  const failure: Failure = error;
  const { name, kind, service, operation, status, code, serviceMessage, attempts, outcome, cause } = failure;
  return [
    `${name} ${helper[kind]} ${services[service]} ${operation} ${outcomes[outcome]} ${attempts.toFixed()}`,
    `${status?.toFixed()} ${code?.toFixed()} ${serviceMessage?.trim()} ${failure.decodePath?.trim()} ${failure.step?.trim()}`,
    failure.retryable === true ? `${failure.retryAfterMs?.toFixed()}` : "",
    cause instanceof Error ? cause.message : "",
    error.message,
    failure.argument?.trim() ?? "",
    lineOfData(failure.toJSON()),
  ];
}

const lineOfData = ({ message, argument, step }: Data) => `${message} ${argument?.trim()} ${step?.trim()}`;

export const check: Exactly<typeof isRoomkeyError, (value: unknown) => value is RoomkeyError> = isRoomkeyError;

// @ts-expect-error: roomkey alone makes errors
export const forged = () => new RoomkeyError();

// ---- roomkey/slim

export async function load(module: WebAssembly.Module, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  await init(module);
  await init(bytes);
  await init(bytes.buffer);
  await init(new URL("https://a.example/roomkey.wasm"));
  await init("/roomkey.wasm");
  await init(await fetch("/roomkey.wasm"));
  await init(fetch("/roomkey.wasm"));
  await init(WebAssembly.compile(bytes));
}
