// RoomkeyError, as the one who catches it meets it.

import { equal, failsWith, has, ok, thrown } from "../assert.js";
import { json } from "../scripted.js";

const BASE = { baseUrl: "https://a.example" };

/** An error with every member that one can have. */
async function example(roomkey) {
  const body = { status: 0, code: 3404, message: "the licence has expired" };
  const fetch = async () => json(body, 403, { "retry-after": "7" });
  const client = new roomkey.ArctosClient({ ...BASE, fetch, licenseKey: "key", dangerouslyAllowBrowser: true });
  return failsWith(roomkey, client.getAuthCode({ userId: "u", role: "ADMIN" }), {});
}

const MEMBERS = {
  kind: "license",
  service: "arctos",
  operation: "getAuthCode",
  status: 403,
  code: 3404,
  serviceMessage: "the licence has expired",
  attempts: 1,
  outcome: "refused",
  retryable: false,
  retryAfterMs: 7_000,
};

export const errors = [
  {
    name: "an error is an Error with a name, a stack, and words that say what happened and what to do",
    async run({ roomkey }) {
      const error = await example(roomkey);
      ok(error instanceof Error && error instanceof roomkey.RoomkeyError, "an instance of both");
      equal(error.name, "RoomkeyError");
      equal(error.constructor.name, "RoomkeyError");
      equal({ ...error }, MEMBERS);
      equal(
        error.message,
        "arctos.getAuthCode: the licence has expired (HTTP 403, code 3404): “the licence has expired”. " +
          "The service asks to wait 7 seconds. Check the licence with the vendor.",
      );
      equal(String(error), `RoomkeyError: ${error.message}`);
      ok(typeof error.stack === "string", "a stack");
      ok(!("cause" in error), "no cause where there is none");
      equal(Object.prototype.toString.call(error), "[object Error]");
    },
  },
  {
    name: "an error names the step that failed, and says what became of the call: no sentence contradicts another",
    async run({ roomkey, world }) {
      const made = await world();
      const says = async (call, members, words) => {
        const error = await failsWith(roomkey, call, members);
        ok(error.message.startsWith(words), `“${error.message}” begins with “${words}”`);
        ok(!error.message.includes("Nothing was sent"), error.message);
        return error;
      };
      const unsent = { attempts: 0, outcome: "notSent" };
      const rooms = made.sConnector({ retry: false });
      // Each time: Deno sends again by itself.
      await made.fault("authenticate", { type: "reset" }, { times: 0 });
      const { cause } = await says(
        rooms.getLicense(),
        { kind: "network", operation: "getLicense", step: "authenticate", ...unsent },
        "sConnector.getLicense: authenticate failed: no answer came. getLicense was not sent.",
      );
      ok(cause instanceof Error, "what the runtime's fetch threw");
      await made.heal();
      await made.fault("authenticate", { type: "hang" });
      await says(
        rooms.getLicense({ timeoutMs: 300 }),
        { kind: "timeout", step: "authenticate", ...unsent },
        "sConnector.getLicense: authenticate failed: no answer within 0.3 seconds. getLicense was not sent.",
      );
      const { accessKey } = made.sConnectorKeys;
      const wrong = made.sConnector({ credentials: { accessKey, secretKey: "not the secret key" } });
      await says(
        wrong.listSessions(),
        { kind: "unauthorized", step: "authenticate", ...unsent },
        "sConnector.listSessions: authenticate failed: the service refused the request (HTTP 401): “",
      );
      await made.fault("login", { type: "status", status: 403 });
      await says(
        made.airfob().deleteUsers(["303"]),
        { kind: "forbidden", operation: "deleteUsers", step: "login", ...unsent },
        "airfob.deleteUsers: login failed: the service refused the request (HTTP 403). deleteUsers was not sent.",
      );
      for (const step of ["getAuthCode", "getAuthTokenUseCode", "checkAuthToken"]) {
        await made.fault(step, { type: "status", status: 404 });
        const call = made.arctos().signIn({ userId: "u", role: "ADMIN" });
        const error = await failsWith(roomkey, call, { kind: "notFound", operation: "signIn", step });
        ok(error.message.startsWith(`arctos.signIn: ${step} failed: `), error.message);
        equal(JSON.parse(JSON.stringify(error)).step, step);
      }
      const direct = await failsWith(roomkey, wrong.authenticate(), { kind: "unauthorized", attempts: 1 });
      ok(!("step" in direct), "the call itself is no step");
    },
  },
  {
    name: "JSON keeps what an error says, and leaves the cause out",
    async run({ roomkey }) {
      const error = await example(roomkey);
      equal(JSON.parse(JSON.stringify(error)), { name: "RoomkeyError", message: error.message, ...MEMBERS });
      const boom = new Error("canary");
      const client = new roomkey.SConnectorClient({
        ...BASE,
        accessToken: "t",
        retry: false,
        fetch: () => Promise.reject(boom),
      });
      const failed = await failsWith(roomkey, client.getLicense(), { kind: "network" });
      ok(failed.cause === boom, "the cause");
      const kept = JSON.parse(JSON.stringify({ failed })).failed;
      has(kept, { kind: "network", operation: "getLicense", outcome: "unknown", attempts: 1, retryable: true });
      ok(!JSON.stringify(kept).includes("canary"), "no cause");
    },
  },
  {
    name: "what JSON keeps of an error can be cloned, whatever its cause, and makes the error again",
    async run({ roomkey }) {
      const { RoomkeyError } = roomkey;
      const fetch = () => Promise.reject(() => "a function cannot be cloned");
      const client = new roomkey.SConnectorClient({ ...BASE, accessToken: "t", retry: false, fetch });
      const refused = await failsWith(roomkey, client.getSession(".."), { argument: "roomName" });
      const network = await failsWith(roomkey, client.getLicense(), { kind: "network" });
      ok(typeof network.cause === "function", "a cause that cannot be cloned");
      for (const error of [await example(roomkey), refused, network]) {
        const again = RoomkeyError.from(structuredClone(error.toJSON()));
        ok(again instanceof RoomkeyError && again instanceof Error && again !== error, "an error");
        equal([again.name, again.message, { ...again }], [error.name, error.message, { ...error }]);
        equal(again.toJSON(), error.toJSON());
        ok(typeof again.stack === "string" && !("cause" in again), "a stack of its own, and no cause");
        equal({ ...RoomkeyError.from(error) }, { ...error }, "an error as it is");
      }
    },
  },
  {
    name: "a member that a later version gives an error is kept, and none can replace what every error has",
    async run({ roomkey }) {
      const { RoomkeyError } = roomkey;
      const data = (await example(roomkey)).toJSON();
      const text = JSON.stringify({
        ...data,
        later: "kept",
        cause: "canary",
        stack: "canary",
        toJSON: 1,
        constructor: 2,
      });
      const again = RoomkeyError.from(JSON.parse(text.replace("{", '{"__proto__":{"canary":1},')));
      equal(again.toJSON(), { ...data, later: "kept" });
      ok(again instanceof RoomkeyError && again.constructor === RoomkeyError && !again.canary, "its class");
      ok(!again.stack.includes("canary") && !("cause" in again), "its stack");
    },
  },
  {
    name: "data that is no error's is a TypeError that says so",
    async run({ roomkey }) {
      const { RoomkeyError } = roomkey;
      const data = (await example(roomkey)).toJSON();
      const others = [undefined, null, 5, "RoomkeyError", {}, [], new Error("x"), { ...data, name: "Error" }];
      const broken = Object.keys(MEMBERS)
        .filter((name) => !["status", "code", "serviceMessage", "retryAfterMs"].includes(name))
        .map((name) => ({ ...data, [name]: undefined }));
      for (const other of [...others, ...broken, { ...data, message: 5 }, { ...data, attempts: "1" }]) {
        const error = thrown(() => RoomkeyError.from(other));
        ok(error instanceof TypeError && error.message.includes("toJSON()"), String(error));
      }
    },
  },
  {
    name: "isRoomkeyError and instanceof know an error from all else",
    async run({ roomkey }) {
      const { isRoomkeyError, RoomkeyError } = roomkey;
      const error = await example(roomkey);
      ok(isRoomkeyError(error) && error instanceof RoomkeyError, "an error of roomkey's");
      const others = [
        undefined,
        null,
        5,
        "RoomkeyError",
        {},
        [],
        new Error("x"),
        new TypeError("x"),
        { name: "RoomkeyError", kind: "network" },
      ];
      for (const other of [
        ...others,
        Object.assign(new Error("x"), { name: "RoomkeyError" }),
        () => {},
        RoomkeyError,
      ]) {
        ok(!isRoomkeyError(other) && !(other instanceof RoomkeyError), `${String(other)} is none`);
      }
    },
  },
  {
    name: "nobody else can make one",
    async run({ roomkey }) {
      ok(thrown(() => new roomkey.RoomkeyError("x")) instanceof TypeError, "a TypeError");
      ok(thrown(() => new roomkey.RoomkeyError(undefined, "x", {})) instanceof TypeError, "a TypeError");
    },
  },
  {
    name: "an error of another loaded copy of the package is an instance too",
    needs: "copy",
    async run({ roomkey, copy }) {
      ok(copy.RoomkeyError !== roomkey.RoomkeyError, "there are two copies");
      for (const [one, other] of [
        [roomkey, copy],
        [copy, roomkey],
      ]) {
        const error = await example(one);
        ok(error instanceof other.RoomkeyError && other.isRoomkeyError(error), "across copies");
        ok(error.constructor === one.RoomkeyError, "and still its own");
      }
    },
  },
  {
    name: "a class derived from RoomkeyError has only its own instances",
    async run({ roomkey }) {
      class Own extends roomkey.RoomkeyError {}
      const error = await example(roomkey);
      ok(!(error instanceof Own), "not of the derived class");
    },
  },
];
