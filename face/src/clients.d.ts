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
