// Airfob: every operation, typed, and sent as the vendor's page has it.

import { equal, failsWith, has, ok } from "../assert.js";
import { newUser } from "../operations.js";
import { json, scripted } from "../scripted.js";
import { QUICK } from "../world.js";

const TEN_MIB = 10 * 1024 * 1024;
const PNG_IN_BASE64 = "iVBORw0KGgoAAAAA";

/** A user whom no mail reaches, such as site 1003 takes. */
const withPhone = (user) => ({
  siteId: "1003",
  user: { userKey: "A-17", phone: "+821022223333", ...user },
  card: { number: "A17" },
});

async function last(world, operation) {
  const request = (await world.requests(operation)).at(-1);
  ok(request, `no request of ${operation}`);
  equal(request.undocumented, [], "undocumented");
  return { ...request, json: request.body === "" ? undefined : JSON.parse(request.body) };
}

export const airfob = [
  {
    name: "login sends mail address and password, and gives the account with its token, which calls use",
    async run({ roomkey, world }) {
      const made = await world();
      const { email, password } = made.airfobKeys;
      const client = made.airfob();
      const account = await client.login();
      equal(Object.keys(account).sort(), ["accessToken", "accountStatus", "accountType", "email", "expiresAt", "name"]);
      has(account, { email, accountType: "sitemanager", accountStatus: "ACTIVATED" });
      ok(Math.abs(account.expiresAt - Date.now() - 3_600_000) < 60_000, "an hour from now");
      const request = await last(made, "login");
      has(request, { method: "POST", path: "/login", query: "" });
      equal(request.json, { email, password });
      await client.searchUsers({ siteId: "0" });
      equal(await made.count("login"), 1);
      const error = await failsWith(roomkey, client.login({ email, password: "not-the-password" }), {
        kind: "unauthorized",
        status: 401,
        attempts: 1,
        outcome: "refused",
        retryable: false,
      });
      ok(!JSON.stringify(error).includes("not-the-password"), "the password is not repeated");
    },
  },
  {
    name: "login with credentials makes the client use that token from then on",
    async run({ roomkey, world }) {
      const made = await world();
      const { email, password } = made.airfobKeys;
      const client = made.airfob({ credentials: undefined });
      await failsWith(roomkey, client.login(), { kind: "invalidArgument", attempts: 0 });
      await failsWith(roomkey, client.searchUsers({ siteId: "0" }), { kind: "unauthorized", attempts: 0 });
      equal(await made.requests(), []);
      const { accessToken } = await client.login({ email, password });
      await client.searchUsers({ siteId: "0" });
      equal((await last(made, "searchUsers")).headers.authorization, `Bearer ${accessToken}`);
      await client.signOut();
      await failsWith(roomkey, client.searchUsers({ siteId: "0" }), { kind: "unauthorized", outcome: "notSent" });
    },
  },
  {
    name: "createUserWithCard issues a user and a card, once",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.airfob();
      const request = newUser("k-1");
      request.user.feedType = "EMAIL";
      request.card.startDate = new Date(request.card.startDate);
      const user = await client.createUserWithCard(request);
      has(user, { userKey: "k-1", email: "k-1@example.com", meta: { name: "모카" }, feedType: "EMAIL" });
      ok(typeof user.userId === "string" && user.userId !== "", "an id");
      equal(new URL(user.portrait).origin, new URL(made.baseUrl("airfob")).origin, "the address of a picture");
      has(user.card, {
        number: "8k-1",
        status: "INACTIVE",
        cardType: "DYNAMIC",
        cardTypeDesc: "GENERAL",
        format: "GENERAL",
        startDate: request.card.startDate.getTime(),
        endDate: request.card.endDate,
      });
      equal(typeof user.card.id, "string");
      const sent = await last(made, "createUserWithCard");
      has(sent, { method: "POST", path: "/user/card" });
      equal(sent.json, {
        siteId: "0",
        user: {
          userKey: "k-1",
          email: "k-1@example.com",
          meta: '{"name":"모카"}',
          portraitData: PNG_IN_BASE64,
          feedType: "EMAIL",
        },
        card: { number: "8k-1", startDate: request.card.startDate.getTime(), endDate: request.card.endDate },
      });
      await failsWith(roomkey, client.createUserWithCard(request), {
        kind: "rejected",
        status: 400,
        serviceMessage: "user.userKey k-1 is already in use",
        attempts: 1,
        outcome: "refused",
        retryable: false,
      });
    },
  },
  {
    name: "createUserWithCard sends what is given and no more, and a phone number in E.164",
    async run({ world }) {
      const made = await world();
      const client = made.airfob();
      const user = await client.createUserWithCard(withPhone({ email: null }));
      has(user, { userKey: "A-17", phone: "+821022223333" });
      has(user.card, { number: "A17", cardType: "REGULAR" });
      ok(!("startDate" in user.card), "no date that there is not");
      equal((await last(made, "createUserWithCard")).json, withPhone());
      for (const phone of ["+1234567", "+123456789012345"]) {
        const request = withPhone({ userKey: phone, phone });
        await client.createUserWithCard({ ...request, card: { number: phone.slice(1) } });
        equal((await last(made, "createUserWithCard")).json.user.phone, phone);
      }
    },
  },
  {
    name: "a portrait is a PNG or a JPEG, in a Uint8Array, an ArrayBuffer or a Blob",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.airfob();
      const bytes = newUser().user.portrait;
      const around = new Uint8Array([1, ...bytes, 2]);
      const jpeg = Uint8Array.from("\xff\xd8\xff\xe0picture", (each) => each.charCodeAt(0));
      const portraits = [
        [bytes.buffer, PNG_IN_BASE64],
        [new Blob([bytes]), PNG_IN_BASE64],
        [around.subarray(1, 1 + bytes.length), PNG_IN_BASE64],
        [jpeg, "/9j/4HBpY3R1cmU="],
        [new Blob([jpeg]), "/9j/4HBpY3R1cmU="],
      ];
      for (const [index, [portrait, sent]] of portraits.entries()) {
        const request = newUser(`k-${index}`);
        await client.createUserWithCard({ ...request, user: { ...request.user, portrait } });
        equal((await last(made, "createUserWithCard")).json.user.portraitData, sent);
      }
      const noPicture = "neither JPEG nor PNG";
      const large = new Uint8Array(TEN_MIB + 1);
      large.set(bytes);
      for (const [portrait, words] of [
        ["text", "user.portrait"],
        [{}, "user.portrait"],
        [[137, 80], "user.portrait"],
        [7, "user.portrait"],
        [new Blob(["GIF89a"]), noPicture],
        [new Uint8Array([1, 2, 3]), noPicture],
        [new Uint8Array(), noPicture],
        [bytes.slice(0, 7), noPicture],
        [large, "10 MiB"],
        [large.buffer, "10 MiB"],
        [new Blob([large]), "10 MiB"],
      ]) {
        const request = newUser("no");
        const call = client.createUserWithCard({ ...request, user: { ...request.user, portrait } });
        const error = await failsWith(roomkey, call, { kind: "invalidArgument", attempts: 0, outcome: "notSent" });
        ok(error.message.includes(words), error.message);
        equal(error.argument, "user.portrait");
      }
      equal(await made.count("createUserWithCard"), portraits.length);

      const { fetch, calls } = scripted({ default: () => json({}, 403) });
      const other = new roomkey.AirfobClient({ baseUrl: "https://a.example", accessToken: "t", fetch });
      const call = other.createUserWithCard(withPhone({ portrait: large.subarray(0, TEN_MIB) }));
      await failsWith(roomkey, call, { kind: "forbidden" });
      ok(calls[0].body.length > (TEN_MIB * 4) / 3, "a picture of 10 MiB is sent");
    },
  },
  {
    name: "searchUsers gives one page and how many there are in all",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.airfob();
      const search = { siteId: "1004", q: "V0000", page: 1, size: 4, order: "desc" };
      const found = await client.searchUsers(search);
      equal([found.total, found.users.map(({ userKey }) => userKey)], [9, ["V00005", "V00004", "V00003", "V00002"]]);
      equal((await last(made, "searchUsers")).json, search);
      const { total, users } = await client.searchUsers({ siteId: "1004", page: 1, size: 7, order: "desc" });
      equal(total, 60);
      equal(users.length, 7);
      for (const user of users) {
        for (const name of ["userId", "userKey", "email", "phone", "feedType"])
          equal(typeof user[name], "string", name);
        ok(typeof user.meta === "object", "meta is an object");
        if (!user.card) continue;
        for (const name of ["id", "number", "status"]) equal(typeof user.card[name], "string", name);
        for (const name of ["startDate", "endDate"]) ok(Number.isInteger(user.card[name]), name);
      }
      const sent = await last(made, "searchUsers");
      has(sent, { method: "POST", path: "/users/search" });
      equal(sent.json, { siteId: "1004", page: 1, size: 7, order: "desc" });
      const everyone = await client.searchUsers({ siteId: "1004" });
      equal((await last(made, "searchUsers")).json, { siteId: "1004" });
      equal(everyone.users.length, 15);
      equal(await client.searchUsers({ siteId: "0", q: "nobody" }), { total: 0, users: [] });
      await failsWith(roomkey, client.searchUsers({ siteId: "no such site" }), {
        kind: "notFound",
        status: 404,
        serviceMessage: "site not found",
        outcome: "refused",
      });
    },
  },
  {
    name: "users walks every page, none of them twice, begins when it is asked, and stops where it is left",
    async run({ world }) {
      const made = await world();
      const client = made.airfob();
      const search = { siteId: "1004", size: 25, order: "desc" };
      const all = client.users(search);
      await client.login();
      equal(await made.count("searchUsers"), 0, "pages before a user is asked for");
      const ids = [];
      for await (const user of all) ids.push(user.userId);
      equal([ids.length, new Set(ids).size], [60, 60]);
      equal(
        (await made.requests("searchUsers")).map((each) => JSON.parse(each.body)),
        [search, { ...search, page: 1 }, { ...search, page: 2 }],
      );
      for (const [most, pages] of [
        [25, 1],
        [30, 2],
      ]) {
        await made.forgetRequests();
        const left = client.users(search);
        let seen = 0;
        for await (const _ of left) if (++seen === most) break;
        equal(await left.next(), { done: true, value: undefined });
        equal(await made.count("searchUsers"), pages);
      }
      const walk = client.users({ siteId: "0" });
      ok(walk[Symbol.asyncIterator]() === walk, "an iterator that can be iterated");
      equal(await walk.next(), { done: true, value: undefined });
    },
  },
  {
    name: "users ends where a service gives the same page for ever",
    async run({ roomkey }) {
      const records = [
        { userId: 1, userKey: "a" },
        { userId: "2", userKey: "b" },
      ];
      const { fetch, calls } = scripted({ default: () => json({ status: 200, total: "1000", records }) });
      const client = new roomkey.AirfobClient({ baseUrl: "https://a.example", accessToken: "t", fetch });
      const ids = [];
      for await (const { userId } of client.users({ siteId: "1004", size: 2 })) ids.push(userId);
      equal([ids, calls.length], [["1", "2"], 2]);
    },
  },
  {
    name: "users ends in an error at the page that fails, which then counts from there",
    async run({ roomkey, world }) {
      const made = await world();
      await made.fault("searchUsers", { type: "status", status: 403 }, { after: 1 });
      const walk = made.airfob().users({ siteId: "1004", size: 20 });
      let seen = 0;
      const all = (async () => {
        for await (const _ of walk) seen++;
      })();
      await failsWith(roomkey, all, { kind: "forbidden", operation: "users", status: 403, attempts: 1 });
      equal(seen, 20);
      equal(await walk.next(), { done: true, value: undefined });
      await made.fault("searchUsers", { type: "status", status: 503 }, { after: 1 });
      const patient = made.airfob({ retry: QUICK });
      for await (const _ of patient.users({ siteId: "1004", size: 30 })) seen++;
      equal(seen, 80, "a page that fails for a moment is fetched again");
      await made.forgetRequests();
      for (const search of [undefined, {}, { siteId: "" }, { siteId: "0", size: 0 }]) {
        await failsWith(roomkey, patient.users(search).next(), { kind: "invalidArgument", operation: "users" });
      }
      equal(await made.requests(), []);
    },
  },
  {
    name: "deleteUsers and deleteCards tell what became of each id, in the order asked",
    async run({ world }) {
      const made = await world();
      const client = made.airfob();
      const users = await client.deleteUsers(["nobody", "303"]);
      equal(users, {
        total: 2,
        success: 1,
        failure: 1,
        items: [
          { id: "nobody", ok: false, status: 404, message: "user not found" },
          { id: "303", ok: true, status: 200, message: "success" },
        ],
      });
      const sent = await last(made, "deleteUsers");
      has(sent, { method: "POST", path: "/users/delete" });
      equal(sent.json, [{ userId: "nobody" }, { userId: "303" }]);

      const cards = await client.deleteCards(["202", "none"]);
      equal(cards, {
        total: 2,
        success: 1,
        failure: 1,
        items: [
          { id: "202", ok: true, status: 200, message: "success", cardStatus: "DELETE" },
          { id: "none", ok: false, status: 404, message: "card not found" },
        ],
      });
      const sentCards = await last(made, "deleteCards");
      has(sentCards, { method: "PUT", path: "/cards" });
      equal(sentCards.json, [
        { cardId: "202", status: "FORCE_DELETE" },
        { cardId: "none", status: "FORCE_DELETE" },
      ]);
    },
  },
  {
    name: "sendCard sends the link again, by number or by id, and not once the card is active",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.airfob();
      const { card } = await client.createUserWithCard(newUser());
      equal(await client.sendCard({ siteId: "0", number: card.number }), undefined);
      const sent = await last(made, "sendCard");
      has(sent, { method: "POST", path: "/card/send" });
      equal(sent.json, { siteId: "0", number: card.number });
      await client.sendCard({ siteId: "0", cardId: card.id });
      equal((await last(made, "sendCard")).json, { siteId: "0", cardId: card.id });
      await made.advance(180_000);
      const error = await failsWith(roomkey, client.sendCard({ siteId: "0", cardId: card.id }), {
        kind: "rejected",
        service: "airfob",
        operation: "sendCard",
        outcome: "refused",
        retryable: false,
        attempts: 1,
      });
      ok(error.serviceMessage, "the service's words");
      await failsWith(roomkey, client.sendCard({ siteId: "0", cardId: "none" }), { kind: "notFound", status: 404 });
    },
  },
  {
    name: "reissueCard sends what it is given and gives the user",
    async run({ world }) {
      const made = await world();
      const client = made.airfob();
      const user = await client.createUserWithCard(newUser());
      const again = await client.reissueCard({ siteId: "0", userId: user.userId });
      equal(again, user);
      equal((await last(made, "reissueCard")).json, { siteId: "0", userId: user.userId });
      const { startDate, endDate } = user.card;
      const options = { user: { meta: { name: "모카" } }, card: { startDate, endDate: new Date(endDate) } };
      await client.reissueCard({ siteId: "0", userId: user.userId, ...options });
      const sent = await last(made, "reissueCard");
      has(sent, { method: "PUT", path: "/user/card" });
      equal(sent.json, {
        siteId: "0",
        userId: user.userId,
        user: { meta: '{"name":"모카"}' },
        card: { startDate, endDate },
      });
      const portrait = new Blob([newUser().user.portrait]);
      await client.reissueCard({ siteId: "0", userId: user.userId, user: { portrait } });
      equal((await last(made, "reissueCard")).json.user, { portraitData: PNG_IN_BASE64 });
    },
  },
  {
    name: "meta goes out and comes back as it is, and where it is no JSON object it reaches the user as a text",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.airfob();
      for (const [value, meta] of [
        ...["김철수, 3층", "[1]", '{"name":', "null", "7", '"quoted"'].map((text) => [text, { _raw: text }]),
        ["{}", {}],
        ['{"a":9007199254740993,"b":{"c":[null]}}', JSON.parse('{"a":9007199254740993,"b":{"c":[null]}}')],
        [null, undefined],
        [{ a: 1 }, { a: 1 }],
      ]) {
        await made.fault("searchUsers", { type: "set", path: "records[0].meta", value });
        equal((await client.searchUsers({ siteId: "1004", size: 1 })).users[0].meta, meta);
      }
      const meta = {
        name: "홍길동",
        deep: { floors: [3, 4] },
        half: 0.5,
        desk: null,
        big: 1e21,
        quote: '"\\\n',
        "": "",
      };
      equal((await client.createUserWithCard(withPhone({ meta }))).meta, meta);
      equal(JSON.parse((await last(made, "createUserWithCard")).json.user.meta), meta);

      const own = '{"__proto__":{"admin":true},"name":"김철수"}';
      await made.fault("searchUsers", { type: "set", path: "records[0].meta", value: own });
      const found = (await client.searchUsers({ siteId: "1004", size: 1 })).users[0].meta;
      equal([JSON.stringify(found), found.admin, {}.admin], [own, undefined, undefined]);

      const deep = `${'{"a":'.repeat(200)}0${"}".repeat(200)}`;
      const record = `{"userId":1,"userKey":"a","meta":${deep}}`;
      await made.fault("searchUsers", { type: "text", body: `{"status":200,"total":1,"records":[${record}]}` });
      await failsWith(roomkey, client.searchUsers({ siteId: "1004" }), { kind: "decode" });
    },
  },
  {
    name: "a failure inside a 200 counts as that status",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.airfob();
      await made.fault("searchUsers", { type: "set", path: "status", value: 403 });
      await failsWith(roomkey, client.searchUsers({ siteId: "1004" }), {
        kind: "forbidden",
        status: 200,
        outcome: "refused",
      });
      await made.fault("searchUsers", { type: "set", path: "status", value: "503" });
      equal((await client.searchUsers({ siteId: "1004" })).total, 60, "the second attempt");
    },
  },
  {
    name: "a batch that was answered for another number of items is not known",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.airfob();
      for (const fault of [
        { type: "remove", path: "records[1]" },
        { type: "set", path: "records[2]", value: { status: 200, message: "success" } },
        { type: "remove", path: "records" },
      ]) {
        for (const operation of ["deleteUsers", "deleteCards"]) {
          await made.fault(operation, fault);
          await failsWith(roomkey, client[operation](["303", "304"]), {
            kind: "decode",
            operation,
            status: 207,
            decodePath: "records",
            outcome: "unknown",
            retryable: false,
            attempts: 1,
          });
        }
      }
    },
  },
  {
    name: "a wrong argument is named, and nothing is sent",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.airfob();
      const create = (change) => {
        const { user, card, ...rest } = newUser();
        return client.createUserWithCard({
          ...rest,
          ...change,
          user: { ...user, ...change.user },
          card: { ...card, ...change.card },
        });
      };
      const wrong = [
        [() => client.createUserWithCard(), "request"],
        [() => create({ siteId: "" }), "siteId"],
        [() => create({ siteId: 1 }), "siteId"],
        [() => client.createUserWithCard({ ...newUser(), user: null }), "user"],
        [() => client.createUserWithCard({ ...newUser(), user: "hong" }), "user"],
        [() => client.createUserWithCard({ ...newUser(), card: null }), "card"],
        [() => create({ user: { userKey: "" } }), "user.userKey"],
        [() => create({ user: { email: 7 } }), "user.email"],
        [() => create({ user: { meta: "name=hong" } }), "user.meta"],
        [() => create({ card: { number: 12345678 } }), "card.number"],
        [() => create({ user: { userKey: undefined } }), "user.userKey"],
        [() => create({ user: { email: undefined } }), "user.email or user.phone", undefined],
        ...[
          "010-2222-3333",
          "821022223333",
          "+0821022223333",
          "+82 10 2222 3333",
          "+123456",
          "+1234567890123456",
          "+8210２2223333",
        ].map((phone) => [() => create({ user: { phone } }), "user.phone"]),
        [() => create({ user: { meta: ["a"] } }), "user.meta"],
        [() => create({ user: { meta: { name: "\ud83d" } } }), "half of a surrogate pair", "user.meta"],
        [() => create({ user: { meta: { a: 1n } } }), "user.meta"],
        [() => create({ user: { feedType: "PIGEON" } }), "user.feedType"],
        [() => create({ card: { number: "" } }), "card.number"],
        [() => create({ card: { startDate: "today" } }), "card.startDate"],
        [() => create({ card: { startDate: 1.5 } }), "card.startDate"],
        [() => create({ card: { startDate: 1_800_000_002_000, endDate: 1_800_000_001_000 } }), "card.endDate"],
        [() => create({ card: { startDate: 1_800_000_000 } }), "not seconds", "card.startDate"],
        [() => create({ card: { endDate: new Date(1_800_000_000) } }), "not seconds", "card.endDate"],
        [() => create({ card: { endDate: new Date(Number.NaN) } }), "card.endDate"],
        [() => client.searchUsers({ siteId: "" }), "siteId", "search.siteId"],
        [() => client.searchUsers({ siteId: "0", page: -1 }), "search.page"],
        [() => client.searchUsers({ siteId: "0", page: 0.5 }), "search.page"],
        [() => client.searchUsers({ siteId: "0", q: 1 }), "search.q"],
        [() => client.searchUsers({ siteId: "0", q: "\udc00" }), "search.q"],
        [() => client.searchUsers({ siteId: "0", size: 0 }), "size", "search.size"],
        [() => client.searchUsers({ siteId: "0", size: "15" }), "size", "search.size"],
        [() => client.searchUsers({ siteId: "0", order: "up" }), "search.order"],
        [() => client.deleteUsers([]), "userIds"],
        [() => client.deleteUsers("303"), "userIds"],
        [() => client.deleteUsers({ 0: "303" }), "userIds"],
        [() => client.deleteCards([202]), "cardIds[0]"],
        [() => client.deleteCards(["202", ""]), "cardIds[1]"],
        [() => client.sendCard({ siteId: "0" }), "cardId", undefined],
        [() => client.sendCard({ siteId: "0", number: "" }), "number"],
        [() => client.sendCard({ siteId: "0", cardId: "" }), "cardId"],
        [() => client.sendCard({ number: "1" }), "siteId"],
        [() => client.reissueCard({ siteId: "0" }), "userId"],
        [() => client.login({ email: "a@b.example", password: "" }), "password", "credentials.password"],
      ];
      for (const [call, member, ...argument] of wrong) {
        const error = await failsWith(
          roomkey,
          call(),
          { kind: "invalidArgument", service: "airfob", attempts: 0 },
          member,
        );
        ok(error.message.includes(member), `“${error.message}” names ${member}`);
        equal(error.argument, argument.length > 0 ? argument[0] : member, "argument");
      }
      const named = ["createUserWithCard", "searchUsers", "deleteUsers", "deleteCards", "sendCard", "reissueCard"];
      for (const operation of named) {
        for (const given of [undefined, null, 7, "text", []]) {
          await failsWith(roomkey, client[operation](given), {
            kind: "invalidArgument",
            operation,
            outcome: "notSent",
          });
        }
      }
      equal(await made.requests(), []);
    },
  },
];
