// Airfob: every operation, typed, and sent as the vendor's page has it.

import { equal, failsWith, has, ok } from "../assert.js";
import { newUser } from "../operations.js";

async function last(world, operation) {
  const request = (await world.requests(operation)).at(-1);
  ok(request, `no request of ${operation}`);
  equal(request.undocumented, [], "undocumented");
  return { ...request, json: request.body === "" ? undefined : JSON.parse(request.body) };
}

export const airfob = [
  {
    name: "login sends mail address and password, and gives the account with its token",
    async run({ world }) {
      const made = await world();
      const { email, password } = made.airfobKeys;
      const account = await made.airfob().login();
      equal(Object.keys(account).sort(), ["accessToken", "accountStatus", "accountType", "email", "expiresAt", "name"]);
      has(account, { email, accountType: "sitemanager", accountStatus: "ACTIVATED" });
      ok(Math.abs(account.expiresAt - Date.now() - 3_600_000) < 60_000, "an hour from now");
      const request = await last(made, "login");
      has(request, { method: "POST", path: "/login", query: "" });
      equal(request.json, { email, password });
    },
  },
  {
    name: "login with credentials makes the client use that token from then on",
    async run({ roomkey, world }) {
      const made = await world();
      const { email, password } = made.airfobKeys;
      const client = made.airfob({ credentials: undefined });
      await failsWith(roomkey, client.searchUsers({ siteId: "0" }), { kind: "unauthorized", attempts: 0 });
      const { accessToken } = await client.login({ email, password });
      await client.searchUsers({ siteId: "0" });
      equal((await last(made, "searchUsers")).headers.authorization, `Bearer ${accessToken}`);
      await client.signOut();
      await failsWith(roomkey, client.searchUsers({ siteId: "0" }), { kind: "unauthorized", outcome: "notSent" });
    },
  },
  {
    name: "createUserWithCard issues a user and a card",
    async run({ world }) {
      const made = await world();
      const request = newUser("k-1");
      request.user.feedType = "EMAIL";
      request.card.startDate = new Date(request.card.startDate);
      const user = await made.airfob().createUserWithCard(request);
      has(user, { userKey: "k-1", email: "k-1@example.com", meta: { name: "모카" }, feedType: "EMAIL" });
      ok(typeof user.userId === "string" && user.userId !== "", "an id");
      ok(user.portrait.startsWith("http"), "a picture");
      has(user.card, {
        number: "8k-1",
        status: "INACTIVE",
        cardType: "DYNAMIC",
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
          portraitData: "iVBORw0KGgoAAAAA",
          feedType: "EMAIL",
        },
        card: { number: "8k-1", startDate: request.card.startDate.getTime(), endDate: request.card.endDate },
      });
    },
  },
  {
    name: "a portrait may be a Uint8Array, an ArrayBuffer or a Blob",
    async run({ roomkey, world }) {
      const made = await world();
      const client = made.airfob();
      const bytes = newUser().user.portrait;
      const around = new Uint8Array([1, ...bytes, 2]);
      const portraits = [bytes.buffer, new Blob([bytes]), around.subarray(1, 1 + bytes.length)];
      for (const [index, portrait] of portraits.entries()) {
        const request = newUser(`k-${index}`);
        await client.createUserWithCard({ ...request, user: { ...request.user, portrait } });
        equal((await last(made, "createUserWithCard")).json.user.portraitData, "iVBORw0KGgoAAAAA");
      }
      for (const portrait of ["text", {}, new Blob(["GIF89a"]), new Uint8Array([1, 2, 3])]) {
        const request = newUser("no");
        const call = client.createUserWithCard({ ...request, user: { ...request.user, portrait } });
        const error = await failsWith(roomkey, call, { kind: "invalidArgument", attempts: 0 });
        ok(error.message.includes("portrait"), error.message);
      }
      equal(await made.count("createUserWithCard"), 3);
    },
  },
  {
    name: "searchUsers gives one page and how many there are in all",
    async run({ world }) {
      const made = await world();
      const client = made.airfob();
      const { total, users } = await client.searchUsers({ siteId: "1004", page: 1, size: 7, order: "desc" });
      equal(total, 60);
      equal(users.length, 7);
      for (const user of users) {
        ok(typeof user.userId === "string" && typeof user.userKey === "string", "ids are strings");
        ok(typeof user.meta === "object", "meta is an object");
      }
      const sent = await last(made, "searchUsers");
      has(sent, { method: "POST", path: "/users/search" });
      equal(sent.json, { siteId: "1004", page: 1, size: 7, order: "desc" });
      const everyone = await client.searchUsers({ siteId: "1004" });
      equal((await last(made, "searchUsers")).json, { siteId: "1004" });
      equal(everyone.users.length, 15);
      equal(await client.searchUsers({ siteId: "0", q: "nobody" }), { total: 0, users: [] });
    },
  },
  {
    name: "users walks every page, none of them twice, and stops where it is left",
    async run({ world }) {
      const made = await world();
      const client = made.airfob();
      const ids = new Set();
      for await (const user of client.users({ siteId: "1004", size: 25 })) ids.add(user.userId);
      equal(ids.size, 60);
      equal(
        (await made.requests("searchUsers")).map((each) => JSON.parse(each.body).page ?? 0),
        [0, 1, 2],
      );
      await made.forgetRequests();
      let seen = 0;
      for await (const _ of client.users({ siteId: "1004", size: 25 })) if (++seen === 30) break;
      equal(await made.count("searchUsers"), 2);
      const walk = client.users({ siteId: "0" });
      ok(walk[Symbol.asyncIterator]() === walk, "an iterator that can be iterated");
      equal(await walk.next(), { done: true, value: undefined });
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
      await failsWith(roomkey, made.airfob().users({ siteId: "" }).next(), {
        kind: "invalidArgument",
        operation: "users",
      });
    },
  },
  {
    name: "deleteUsers and deleteCards tell what became of each id, in the order asked",
    async run({ world }) {
      const made = await world();
      const client = made.airfob();
      const users = await client.deleteUsers(["nobody", "303"]);
      has(users, { total: 2, success: 1, failure: 1 });
      equal(
        users.items.map(({ id, ok, status }) => [id, ok, status]),
        [
          ["nobody", false, 404],
          ["303", true, 200],
        ],
      );
      ok(users.items[0].message !== "", "the service's words");
      const sent = await last(made, "deleteUsers");
      has(sent, { method: "POST", path: "/users/delete" });
      equal(sent.json, [{ userId: "nobody" }, { userId: "303" }]);

      const cards = await client.deleteCards(["202", "none"]);
      equal(
        cards.items.map(({ id, ok, cardStatus }) => [id, ok, cardStatus]),
        [
          ["202", true, "DELETE"],
          ["none", false, undefined],
        ],
      );
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
      equal([again.userId, again.card.id], [user.userId, user.card.id]);
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
    },
  },
  {
    name: "meta that is no JSON object reaches the user as it is",
    async run({ world }) {
      const made = await world();
      const client = made.airfob();
      for (const [value, meta] of [
        ["no JSON", { _raw: "no JSON" }],
        ["[1]", { _raw: "[1]" }],
        ['{"a":9007199254740993,"b":{"c":[null]}}', JSON.parse('{"a":9007199254740993,"b":{"c":[null]}}')],
        [null, undefined],
        [{ a: 1 }, { a: 1 }],
      ]) {
        await made.fault("searchUsers", { type: "set", path: "records[0].meta", value });
        equal((await client.searchUsers({ siteId: "1004", size: 1 })).users[0].meta, meta);
      }
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
      await made.fault("deleteUsers", { type: "remove", path: "records[1]" });
      await failsWith(roomkey, made.airfob().deleteUsers(["303", "304"]), {
        kind: "decode",
        decodePath: "records",
        outcome: "unknown",
        retryable: false,
        attempts: 1,
      });
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
        [() => create({ user: { userKey: undefined } }), "user.userKey"],
        [() => create({ user: { email: undefined } }), "user.email or user.phone", undefined],
        [() => create({ user: { phone: "010-2222-3333" } }), "user.phone"],
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
        [() => client.searchUsers({ siteId: "0", page: -1 }), "search.page"],
        [() => client.searchUsers({ siteId: "0", size: 0 }), "size", "search.size"],
        [() => client.searchUsers({ siteId: "0", order: "up" }), "search.order"],
        [() => client.deleteUsers([]), "userIds"],
        [() => client.deleteUsers("303"), "userIds"],
        [() => client.deleteCards([202]), "cardIds[0]"],
        [() => client.deleteCards(["202", ""]), "cardIds[1]"],
        [() => client.sendCard({ siteId: "0" }), "cardId", undefined],
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
      equal(await made.requests(), []);
    },
  },
];
