// Arctos: every operation, typed, and sent as the vendor's page has it.

import { equal, failsWith, has, ok } from "../assert.js";

/** What went over the wire for an operation, and that nothing of it is undocumented. */
async function sent(world, operation) {
  const requests = await world.requests(operation);
  equal(requests.length, 1, `requests of ${operation}`);
  equal(requests[0].undocumented, [], "undocumented");
  return requests[0];
}

export const arctos = [
  {
    name: "getAuthCode sends the licence key and gives a code that is good for ten minutes",
    async run({ world }) {
      const made = await world();
      const before = Date.now();
      const { code, expiresAt, ...rest } = await made
        .arctos()
        .getAuthCode({ userId: "u-1", name: "Kim", role: "MODERATOR" });
      ok(typeof code === "string" && code.length > 100, "a code");
      ok(expiresAt >= before + 600_000 && expiresAt <= Date.now() + 600_000, "ten minutes from now");
      equal(rest, {});
      const request = await sent(made, "getAuthCode");
      has(request, { method: "POST", path: "/api/auth/code", query: "" });
      equal(JSON.parse(request.body), { user_id: "u-1", name: "Kim", role: "MODERATOR" });
      equal(request.headers["arc-license-key"], made.arctosKeys.licenseKey);
      ok(!("arc-license-id" in request.headers), "no licence id");
    },
  },
  {
    name: "getAuthCode leaves out a name that is absent, and sends a licence id that is there",
    async run({ world }) {
      const made = await world();
      const client = made.arctos({ licenseId: "lic-7" });
      await client.getAuthCode({ userId: "u-1", role: "SWITCH", name: undefined });
      const request = await sent(made, "getAuthCode");
      equal(JSON.parse(request.body), { user_id: "u-1", role: "SWITCH" });
      equal(request.headers["arc-license-id"], "lic-7");
      for (const role of ["MODERATOR", "PUBLISHER", "ADMIN", "SWITCH", "CLIENT"]) {
        await made.forgetRequests();
        await client.getAuthCode({ userId: "u-1", role, name: null });
        equal(JSON.parse((await sent(made, "getAuthCode")).body), { user_id: "u-1", role });
      }
    },
  },
  {
    name: "getAuthTokenUseCode exchanges a code once, as arctos-webapp unless told otherwise",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.arctos();
      const { code } = await client.getAuthCode({ userId: "u-1", role: "MODERATOR" });
      const token = await client.getAuthTokenUseCode({ code });
      await failsWith(roomkey, client.checkAuthToken(), { kind: "unauthorized", outcome: "notSent" }, "it is not kept");
      equal(Object.keys(token).sort(), ["accessToken", "expiresAt", "userId"]);
      equal(token.userId, "1010000010");
      ok(Math.abs(token.expiresAt - Date.now() - 7_200_000) < 60_000, "two hours from now");
      const request = await sent(made, "getAuthTokenUseCode");
      has(request, { method: "POST", path: "/api/auth/login" });
      equal(JSON.parse(request.body), { grant_type: "authorization_code", client_id: "arctos-webapp", code });

      const again = await failsWith(roomkey, client.getAuthTokenUseCode({ code }), {
        kind: "unauthorized",
        status: 200,
        outcome: "refused",
        attempts: 1,
      });
      ok(again.serviceMessage, "the service's words");

      await made.forgetRequests();
      const other = await client.getAuthCode({ userId: "u-2", role: "CLIENT" });
      const options = { code: other.code, clientId: "arctos-client", redirectUri: "https://a.example/back" };
      await client.getAuthTokenUseCode(options);
      has(JSON.parse((await sent(made, "getAuthTokenUseCode")).body), {
        client_id: "arctos-client",
        redirect_uri: "https://a.example/back",
      });

      const late = await client.getAuthCode({ userId: "u-3", role: "ADMIN" });
      await made.advance(600_001);
      await failsWith(roomkey, client.getAuthTokenUseCode({ code: late.code }), {
        kind: "unauthorized",
        outcome: "refused",
      });
    },
  },
  {
    name: "checkAuthToken says who a token belongs to",
    async run({ world }) {
      const made = await world();
      const client = made.arctos();
      const { code } = await client.getAuthCode({ userId: "u-1", role: "PUBLISHER" });
      const { accessToken, userId } = await client.getAuthTokenUseCode({ code, clientId: "arctos-switch" });
      const identity = await client.checkAuthToken(accessToken);
      equal(identity, {
        clientId: "arctos-switch",
        userId,
        role: "PUBLISHER",
        licenseRoom: 10,
        licensePath: identity.licensePath,
      });
      equal(typeof identity.licensePath, "string");
      const request = await sent(made, "checkAuthToken");
      has(request, { method: "POST", path: "/api/auth/check", body: "{}" });
      equal(request.headers.authorization, `Bearer ${accessToken}`);
      ok(!("arc-license-key" in request.headers), "the licence key goes with getAuthCode only");
    },
  },
  {
    name: "signIn does all three, keeps the token for checkAuthToken, and signOut forgets it",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.arctos();
      const who = { userId: "u-1", name: "Kim", role: "ADMIN", clientId: "arctos-client" };
      const { token, identity } = await client.signIn(who);
      has(identity, { userId: token.userId, role: "ADMIN", clientId: "arctos-client" });
      ok(Math.abs(token.expiresAt - Date.now() - 7_200_000) < 60_000, "two hours from now");
      const order = (await made.requests()).map((request) => request.operation);
      equal(order, ["getAuthCode", "getAuthTokenUseCode", "checkAuthToken"]);
      equal(await client.checkAuthToken(), identity);
      equal(await client.signOut(), undefined);
      await failsWith(roomkey, client.checkAuthToken(), {
        kind: "unauthorized",
        operation: "checkAuthToken",
        attempts: 0,
        outcome: "notSent",
        retryable: false,
      });
    },
  },
  {
    name: "every licence trouble is told by its kind and the service's code",
    async run({ roomkey, world }) {
      const made = await world();
      const codes = { missing: 3401, wrongType: 3402, unauthorized: 3403, expired: 3404, exceeded: 3405, noRoom: 3406 };
      for (const [name, code] of Object.entries(codes)) {
        const client = made.arctos({ licenseKey: made.arctosKeys.licenses[name] });
        const error = await failsWith(roomkey, client.getAuthCode({ userId: "u", role: "ADMIN" }), {
          name: "RoomkeyError",
          kind: "license",
          service: "arctos",
          operation: "getAuthCode",
          status: 403,
          code,
          attempts: 1,
          outcome: "refused",
          retryable: false,
        });
        ok(
          error.serviceMessage && error.message.includes(error.serviceMessage),
          "the service's words are in the message",
        );
      }
      const forbidden = made.arctos({ licenseKey: made.arctosKeys.licenses.forbidden });
      await failsWith(roomkey, forbidden.getAuthCode({ userId: "u", role: "ADMIN" }), {
        kind: "forbidden",
        status: 403,
        code: undefined,
      });
      const none = made.arctos({ licenseKey: undefined });
      await failsWith(roomkey, none.getAuthCode({ userId: "u", role: "ADMIN" }), { kind: "license", code: 3403 });
      ok(!("arc-license-key" in (await made.requests()).at(-1).headers), "no header without a key");
    },
  },
  {
    name: "a code of the service's decides the kind, wherever it stands and whatever the status",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.arctos();
      const told = (kind, code, status) => ({ kind, code, status, attempts: 1, outcome: "refused", retryable: false });
      for (const [code, kind] of [
        [1401, "unauthorized"],
        [1402, "unauthorized"],
        [1403, "unauthorized"],
        [1404, "tokenExpired"],
        [1405, "unauthorized"],
      ]) {
        const body = { status: 0, message: "", code };
        await made.fault("checkAuthToken", { type: "status", status: 401, body });
        await failsWith(roomkey, client.checkAuthToken("any"), told(kind, code, 401));
      }
      for (const body of [
        { status: 0, code: "3404" },
        { status: 0, error: 3404 },
        { status: 0, error_code: 3404 },
        { status: 3404 },
        { status: 0, info: { code: 3404 } },
      ]) {
        await made.fault("getAuthCode", { type: "status", status: 200, body });
        const call = client.getAuthCode({ userId: "u", role: "ADMIN" });
        await failsWith(roomkey, call, told("license", 3404, 200), JSON.stringify(body));
      }
    },
  },
  {
    name: "a warning is a success that has something to say",
    async run({ world }) {
      const made = await world();
      const client = made.arctos({ licenseKey: made.arctosKeys.licenses.warning });
      const { code, warning } = await client.getAuthCode({ userId: "u", role: "ADMIN" });
      ok(typeof warning === "string" && warning.length > 0, "a warning");
      ok((await client.getAuthTokenUseCode({ code })).accessToken, "the code works");
    },
  },
  {
    name: "an expired token is tokenExpired, another's is unauthorized, each with its code",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.arctos();
      const { token } = await client.signIn({ userId: "u", role: "ADMIN" });
      for (const [accessToken, code] of [
        [`${token.accessToken}x`, 1403],
        ["no jwt", 1405],
      ]) {
        await failsWith(roomkey, client.checkAuthToken(accessToken), {
          kind: "unauthorized",
          status: 401,
          code,
          attempts: 1,
          outcome: "refused",
        });
      }
      await made.advance(7_201_000);
      await failsWith(roomkey, client.checkAuthToken(token.accessToken), {
        kind: "tokenExpired",
        status: 401,
        code: 1404,
        attempts: 1,
      });
    },
  },
  {
    name: "the paths are options",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.arctos({ paths: { code: "/sso/code", token: "/sso/token", check: "/sso/check" } });
      for (const call of [
        () => client.getAuthCode({ userId: "u", role: "ADMIN" }),
        () => client.getAuthTokenUseCode({ code: "any" }),
        () => client.checkAuthToken("any"),
      ]) {
        await failsWith(roomkey, call(), { kind: "notFound", status: 404 });
      }
      equal(
        (await made.requests()).map((request) => request.path),
        ["/sso/code", "/sso/token", "/sso/check"],
      );
    },
  },
  {
    name: "a wrong argument is named, and nothing is sent",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.arctos();
      const wrong = [
        [() => client.getAuthCode(), "getAuthCode", "request"],
        [() => client.getAuthCode({ role: "ADMIN" }), "getAuthCode", "userId"],
        [() => client.getAuthCode({ userId: "", role: "ADMIN" }), "getAuthCode", "userId"],
        [() => client.getAuthCode({ userId: 7, role: "ADMIN" }), "getAuthCode", "userId"],
        [() => client.getAuthCode({ userId: null, role: "ADMIN" }), "getAuthCode", "userId"],
        [() => client.getAuthCode({ userId: "u", role: "OWNER" }), "getAuthCode", "role"],
        [() => client.getAuthCode({ userId: "u", role: "admin" }), "getAuthCode", "role"],
        [() => client.getAuthCode({ userId: "u", role: 1 }), "getAuthCode", "role"],
        [() => client.getAuthCode({ userId: "u\ud800", role: "ADMIN" }), "getAuthCode", "userId"],
        [() => client.getAuthCode({ userId: "u", role: "ADMIN" }, { timeoutMs: 0 }), "getAuthCode", "timeoutMs"],
        [
          () => client.getAuthCode({ userId: "u", role: "ADMIN" }, { timeoutMs: Number.NaN }),
          "getAuthCode",
          "timeoutMs",
        ],
        [() => client.getAuthCode({ userId: "u", role: "ADMIN" }, { signal: {} }), "getAuthCode", "signal"],
        [() => client.getAuthTokenUseCode(null), "getAuthTokenUseCode", "request"],
        [() => client.getAuthTokenUseCode({}), "getAuthTokenUseCode", "code"],
        [() => client.getAuthTokenUseCode({ code: "" }), "getAuthTokenUseCode", "code"],
        [() => client.getAuthTokenUseCode({ code: "c", clientId: "" }), "getAuthTokenUseCode", "clientId"],
        [() => client.checkAuthToken(""), "checkAuthToken", "accessToken"],
        [() => client.checkAuthToken(5), "checkAuthToken", "accessToken"],
        [() => client.signIn({ userId: "u" }), "signIn", "role"],
        [() => client.signIn({ userId: "u", role: "GUEST" }), "signIn", "role"],
        [() => client.signIn({ userId: "", role: "ADMIN" }), "signIn", "userId"],
      ];
      for (const [call, operation, member] of wrong) {
        const error = await failsWith(roomkey, call(), {
          kind: "invalidArgument",
          service: "arctos",
          operation,
          attempts: 0,
          outcome: "notSent",
          retryable: false,
        });
        equal(error.argument, member, "argument");
        ok(error.message.includes(member), `“${error.message}” names ${member}`);
      }
      equal(await made.requests(), []);
    },
  },
];
