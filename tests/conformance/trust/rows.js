// Long lists: every row is what JSON.parse makes of it, in whatever pieces the answer comes, and each is an object like any other.

import { equal, failsWith, ok } from "../assert.js";
import { scripted } from "../scripted.js";

/** Answers with a text in UTF-8, so many bytes at a time. */
function inPieces(text, size) {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  const stream = new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + size));
      at += size;
    },
  });
  return new Response(stream);
}

const clientOf = (Client, text, size) => {
  const { fetch } = scripted({ default: () => inPieces(text, size) });
  return new Client({ baseUrl: "https://a.example", accessToken: "t", fetch });
};

// Names that come again, and that do not; in one byte a character, two, three and four; with what JSON escapes.
const NAMES = [
  "room",
  "회의실 3",
  "会議室",
  "café",
  "🎉 party 🎉",
  'with "quotes" and \\',
  "a\nb\tc",
  "",
  "x".repeat(40),
];
const SECONDS = [
  0,
  1,
  3600,
  2 ** 30,
  2 ** 30 - 1,
  4294967296,
  0.5,
  12.75,
  1e21,
  123456789012345,
  -1,
  -(2 ** 30),
  -(2 ** 30) - 1,
];

const ROWS = Array.from({ length: 12_000 }, (_, index) => ({
  roomName: index % 3 === 0 ? `${NAMES[index % NAMES.length]} ${index}` : NAMES[(index * 7) % NAMES.length],
  sessionTimeSecond: SECONDS[index % SECONDS.length],
  createdAt: new Date(1.6e12 + index * 61_000).toISOString(),
}));
const usage = (rows, more = {}) =>
  JSON.stringify({ status: true, data: { domain: "도메인", totalSecond: 7, detail: rows }, ...more });

const META = [
  undefined,
  { dept: "開發", level: 3 },
  { nested: { list: [1, "b", null], text: 'a "b"' } },
  "{no json",
  "",
];

const USERS = Array.from({ length: 3_000 }, (_, index) => {
  const user = { userId: String(index), userKey: `열쇠 ${index % 5}` };
  if (index % 2) user.email = `u${index}@a.example`;
  if (index % 3) user.phone = "+821012345678";
  const meta = META[index % META.length];
  if (meta !== undefined) user.meta = typeof meta === "string" ? { _raw: meta } : meta;
  if (index % 5) user.feedType = "EMAIL";
  if (index % 7) {
    user.card = { id: String(index), number: "c", status: "ACTIVE", cardType: "M", format: "F", cardTypeDesc: "d" };
    if (index % 2) Object.assign(user.card, { startDate: 1.6e12, endDate: 1.7e12 + 0.5 });
  }
  return user;
});
/** A user as the service writes it: ids as numbers, `meta` as a text, members that nobody knows. */
const onTheWire = ({ userId, meta, card, ...rest }, index) => ({
  userid: Number(userId),
  unknown: { anything: [1, { deep: "x" }] },
  ...rest,
  ...(meta && { meta: index % 2 && !meta._raw ? meta : (meta._raw ?? JSON.stringify(meta)) }),
  card: card ? { ...card, id: Number(card.id), more: null } : null,
});

export const rows = [
  {
    name: "rows of usage are what JSON.parse makes of them, in whatever pieces they come",
    async run({ roomkey }) {
      for (const size of [997, 64 * 1024, 10_000_000]) {
        const { detail, domain, totalSecond } = await clientOf(roomkey.SConnectorClient, usage(ROWS), size).getUsage({
          startTime: "2020-09-13",
        });
        equal({ domain, totalSecond }, { domain: "도메인", totalSecond: 7 });
        equal(detail.length, ROWS.length);
        // One by one, so that a difference is shown in few words.
        for (const [index, row] of ROWS.entries()) equal(detail[index], row, `row ${index} in pieces of ${size}`);
      }
    },
  },
  {
    name: "a row that comes in single bytes is the same",
    async run({ roomkey }) {
      const some = ROWS.slice(0, 40);
      const { detail } = await clientOf(roomkey.SConnectorClient, usage(some), 1).getUsage({ startTime: "2020-09-13" });
      equal(detail, some);
      equal(JSON.stringify(detail), JSON.stringify(some));
    },
  },
  {
    name: "a summary is the sum of the rows, by room and by day",
    async run({ roomkey }) {
      const whole = ROWS.filter((row) => Number.isSafeInteger(row.sessionTimeSecond));
      const client = clientOf(roomkey.SConnectorClient, usage(whole), 5_000);
      const { byRoom, byDay, sessionCount } = await client.summarizeUsage({ startTime: "2020-09-13" });
      equal(sessionCount, whole.length);
      const sums = (keyOf) => {
        const found = new Map();
        for (const row of whole) {
          const sum = found.get(keyOf(row)) ?? { totalSecond: 0, sessionCount: 0 };
          found.set(keyOf(row), {
            totalSecond: sum.totalSecond + row.sessionTimeSecond,
            sessionCount: sum.sessionCount + 1,
          });
        }
        return found;
      };
      const rooms = sums((row) => row.roomName);
      equal(byRoom.length, rooms.size);
      for (const { roomName, ...sum } of byRoom) equal(sum, rooms.get(roomName), roomName);
      const inOrder = byRoom.every(
        ({ totalSecond }, index) => index === 0 || totalSecond <= byRoom[index - 1].totalSecond,
      );
      ok(inOrder, "most seconds first");
      const days = sums((row) => row.createdAt.slice(0, 10));
      equal(
        byDay,
        [...days].sort(([one], [other]) => (one < other ? -1 : 1)).map(([day, sum]) => ({ day, ...sum })),
      );
    },
  },
  {
    name: "dates and names of any script that come again and again count each time, also in a zone, and what is no date is told",
    async run({ roomkey }) {
      const DATES = ["2020-09-13T10:00:00Z", "2020-09-13T16:00:00.000Z", "2020-09-14T20:00:00+09:00"];
      const NAMES = ["회의실", "room", "會議", "🎉"];
      const rows = Array.from({ length: 600 }, (_, index) => ({
        roomName: NAMES[index % 4],
        sessionTimeSecond: 1,
        createdAt: DATES[index % 3],
      }));
      const broken = rows.map((row, index) => (index < 300 ? row : { ...row, createdAt: "9월 13일" }));
      const startTime = "2020-09-13";
      for (const size of [300, 1_000_000]) {
        const whole = clientOf(roomkey.SConnectorClient, usage(rows), size);
        equal((await whole.getUsage({ startTime })).detail, rows);
        const days = async (timeZone) =>
          (await whole.summarizeUsage({ startTime, ...(timeZone && { timeZone }) })).byDay.map((sum) =>
            Object.values(sum),
          );
        equal(await days(), [
          ["2020-09-13", 400, 400],
          ["2020-09-14", 200, 200],
        ]);
        // Only what is of those days there: ten in the morning UTC is the evening of the same day in Seoul.
        equal(await days("Asia/Seoul"), [
          ["2020-09-13", 200, 200],
          ["2020-09-14", 400, 400],
        ]);
        const { byRoom } = await whole.summarizeUsage({ startTime });
        equal(
          byRoom.map(({ totalSecond }) => totalSecond),
          [150, 150, 150, 150],
        );
        equal(byRoom.map(({ roomName }) => roomName).sort(), NAMES.toSorted());
        const half = clientOf(roomkey.SConnectorClient, usage(broken), size);
        equal((await half.getUsage({ startTime })).detail, broken);
        const expected = { kind: "decode", decodePath: "data.detail[300].createdAt" };
        await failsWith(roomkey, half.summarizeUsage({ startTime }), expected);
        await failsWith(roomkey, half.getUsage({ startTime, timeZone: "Asia/Seoul" }), expected);
      }
    },
  },
  {
    name: "users are plain objects with the members that are there, their meta parsed",
    async run({ roomkey }) {
      const body = JSON.stringify({ status: 200, message: "success", total: "3000", records: USERS.map(onTheWire) });
      for (const size of [1_009, 10_000_000]) {
        const { total, users } = await clientOf(roomkey.AirfobClient, body, size).searchUsers({ siteId: "1" });
        equal([total, users.length], [3000, USERS.length]);
        for (const [index, user] of USERS.entries()) equal(users[index], user, `user ${index} in pieces of ${size}`);
        ok(Object.getPrototypeOf(users[0]) === Object.prototype, "plain");
        users[0].mine = "may be changed";
      }
    },
  },
  {
    name: "what is wrong in a row is told by its number, and what is wrong first",
    async run({ roomkey }) {
      const wrong = (at, member, value) => {
        const changed = ROWS.map((row, index) => (index === at ? { ...row, [member]: value } : row));
        return clientOf(roomkey.SConnectorClient, usage(changed), 4_000);
      };
      const query = { startTime: "2020-09-13" };
      const decode = { kind: "decode", decodePath: "data.detail[9876].sessionTimeSecond" };
      await failsWith(roomkey, wrong(9_876, "sessionTimeSecond", "soon").getUsage(query), decode);
      await failsWith(roomkey, wrong(9_876, "sessionTimeSecond", [1]).summarizeUsage(query), decode);
      const lacks = { kind: "decode", decodePath: "data.detail[11999].createdAt" };
      await failsWith(roomkey, wrong(11_999, "createdAt", undefined).getUsage(query), lacks);
      // A date that is none comes before what is wrong with a later row, though that is seen first.
      const both = ROWS.slice(0, 50).map((row, index) =>
        index === 20 ? { ...row, createdAt: "soon" } : index === 40 ? { ...row, roomName: 5 } : row,
      );
      const first = { kind: "decode", decodePath: "data.detail[20].createdAt" };
      await failsWith(roomkey, clientOf(roomkey.SConnectorClient, usage(both), 4_000).summarizeUsage(query), first);
      // The envelope comes first, also where it comes last.
      const refused = clientOf(
        roomkey.SConnectorClient,
        usage(both).replace('"status":true', '"s":1').replace(/}$/, ',"status":false}'),
        4_000,
      );
      await failsWith(roomkey, refused.summarizeUsage(query), { kind: "rejected" });
    },
  },
  {
    name: "calls whose answers come at the same time share nothing",
    async run({ roomkey }) {
      const calls = [100, 2_000, 1, 700].map(async (count, index) => {
        const mine = ROWS.slice(index * 1_000, index * 1_000 + count);
        const client = clientOf(roomkey.SConnectorClient, usage(mine), 501 + index);
        const { detail } = await client.getUsage({ startTime: "2020-09-13" });
        equal(detail.length, count);
        for (const [at, row] of mine.entries()) equal(detail[at], row, `row ${at} of call ${index}`);
      });
      await Promise.all(calls);
    },
  },
];
