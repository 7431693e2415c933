// Usage in a time zone: the days are the zone's, those that are asked for and those that sessions count on.
//
// The days of daylight saving are of years that have passed: what a zone will do, runtimes of different age do not agree on.

import { equal, failsWith, has, ok } from "../assert.js";
import { json, scripted } from "../scripted.js";

const sum = (rows) => rows.reduce((total, row) => total + row.sessionTimeSecond, 0);

/** The day of a row in a zone. */
function dayIn(timeZone) {
  const part = { day: "2-digit", month: "2-digit", year: "numeric" };
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, ...part });
  return ({ createdAt }) => format.format(new Date(createdAt)).split("/").reverse().join("-");
}

/** A client whose service answers every query with these moments, of 1, 2, 4 seconds and so on, and a total of its own. */
function answering(roomkey, moments) {
  const detail = moments.map((createdAt, index) => ({
    roomName: "r",
    sessionTimeSecond: 2 ** (index % 32),
    createdAt,
  }));
  const body = { status: true, data: { domain: "d", totalSecond: 999_999, detail } };
  const { fetch, calls } = scripted({ default: () => json(body) });
  const client = new roomkey.SConnectorClient({ baseUrl: "https://a.example", accessToken: "t", fetch });
  return { client, calls };
}

/** What both calls leave of some moments: the query that was sent, and the seconds by day. */
async function left(roomkey, query, moments = []) {
  const { client, calls } = answering(roomkey, moments);
  const [usage, summary] = [await client.getUsage(query), await client.summarizeUsage(query)];
  equal(calls[0].search, calls[1].search, "query");
  equal(usage.totalSecond, sum(usage.detail), "the total of the rows that are left");
  has(summary, { totalSecond: usage.totalSecond, sessionCount: usage.detail.length });
  equal(
    usage.detail.map((row) => row.createdAt),
    moments.filter((_, index) => usage.totalSecond & (2 ** index)),
    "rows in the service's order",
  );
  const days = Object.fromEntries(summary.byDay.map(({ day, totalSecond }) => [day, totalSecond]));
  return { search: calls[0].search, days };
}

const asked = (first, last) => `?startTime=${first}${last === undefined ? "" : `&endTime=${last}`}`;

export const zones = [
  {
    name: "January in Seoul is the meetings of those days in Seoul, none before, none after",
    async run({ world }) {
      const made = await world(Date.UTC(2026, 2, 4, 5));
      const client = made.sConnector();
      const all = await client.getUsage({ startTime: "2025-12-25", endTime: "2026-02-05" });
      const day = dayIn("Asia/Seoul");
      const expected = all.detail.filter((row) => day(row) >= "2026-01-01" && day(row) <= "2026-01-31");
      ok(expected.length > 100 && expected.length < all.detail.length, "rows");

      const january = { startTime: "2026-01-01", endTime: "2026-01-31", timeZone: "Asia/Seoul" };
      const usage = await client.getUsage(january);
      equal(usage, { domain: all.domain, totalSecond: sum(expected), detail: expected });
      const { query } = (await made.requests("getUsage")).at(-1);
      equal(query, "startTime=2025-12-31&endTime=2026-01-31", "the days in UTC that cover it");
      has(await client.summarizeUsage(january), { totalSecond: sum(expected), sessionCount: expected.length });
      // As a page may say it that is in Seoul.
      const dates = [new Date("2026-01-01T00:00:00+09:00"), new Date("2026-01-31T23:59:59.999+09:00")];
      equal(await client.getUsage({ startTime: dates[0], endTime: dates[1], timeZone: "Asia/Seoul" }), usage);
    },
  },
  {
    name: "sessions count on their day in the zone, across daylight saving too",
    async run({ world }) {
      const made = await world(Date.UTC(2025, 11, 1));
      const client = made.sConnector();
      for (const [timeZone, startTime, endTime] of [
        ["America/New_York", "2025-03-07", "2025-03-11"],
        ["America/New_York", "2025-10-31", "2025-11-04"],
        ["Australia/Lord_Howe", "2025-04-04", "2025-04-08"],
        ["Australia/Lord_Howe", "2025-10-03", "2025-10-07"],
        ["Asia/Kathmandu", "2024-02-28", "2024-03-01"],
        ["Asia/Taipei", "2024-12-30", "2025-01-02"],
        ["UTC", "2024-12-31", "2025-01-01"],
      ]) {
        const around = (day, days) => new Date(Date.parse(day) + days * 86_400_000);
        const all = await client.getUsage({ startTime: around(startTime, -2), endTime: around(endTime, 2) });
        const day = dayIn(timeZone);
        const rows = all.detail.filter((row) => day(row) >= startTime && day(row) <= endTime);
        const { byDay } = await client.summarizeUsage({ startTime, endTime, timeZone });
        const expected = [...new Set(rows.map(day))].sort().map((name) => {
          const its = rows.filter((row) => day(row) === name);
          return { day: name, totalSecond: sum(its), sessionCount: its.length };
        });
        ok(expected.length > 1, `${timeZone}: days`);
        equal(byDay, expected, `${timeZone} from ${startTime}`);
      }
    },
  },
  {
    name: "a day is as long as its zone has it, to the second",
    async run({ roomkey }) {
      // The zone, a day, its first second and the first one after it, and the days in UTC that cover it.
      for (const [timeZone, day, first, after, ...inUtc] of [
        ["America/New_York", "2025-03-09", "2025-03-09T05:00:00Z", "2025-03-10T04:00:00Z", "2025-03-09", "2025-03-10"],
        ["America/New_York", "2025-11-02", "2025-11-02T04:00:00Z", "2025-11-03T05:00:00Z", "2025-11-02", "2025-11-03"],
        ["Europe/London", "2025-03-30", "2025-03-30T00:00:00Z", "2025-03-30T23:00:00Z", "2025-03-30", "2025-03-30"],
        ["Europe/London", "2025-10-26", "2025-10-25T23:00:00Z", "2025-10-27T00:00:00Z", "2025-10-25", "2025-10-26"],
        [
          "Australia/Lord_Howe",
          "2025-04-06",
          "2025-04-05T13:00:00Z",
          "2025-04-06T13:30:00Z",
          "2025-04-05",
          "2025-04-06",
        ],
        ["Asia/Beirut", "2025-03-30", "2025-03-29T22:00:00Z", "2025-03-30T21:00:00Z", "2025-03-29", "2025-03-30"],
        ["Asia/Seoul", "2024-02-29", "2024-02-28T15:00:00Z", "2024-02-29T15:00:00Z", "2024-02-28", "2024-02-29"],
        ["Asia/Kathmandu", "2025-12-31", "2025-12-30T18:15:00Z", "2025-12-31T18:15:00Z", "2025-12-30", "2025-12-31"],
        ["Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z", "2011-12-30", "2011-12-31"],
        ["UTC", "2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z", "2024-02-29", "2024-02-29"],
      ]) {
        const before = (moment) => new Date(Date.parse(moment) - 1).toISOString();
        const query = { startTime: day, endTime: day, timeZone };
        const { search, days } = await left(roomkey, query, [after, before(after), first, before(first)]);
        equal(search, asked(...inUtc), `${timeZone} ${day}`);
        equal(days, { [day]: 2 + 4 }, `${timeZone} ${day}`);
      }
    },
  },
  {
    name: "every hour of a year is on its day in the zone",
    async run({ roomkey }) {
      // The last two changed their clocks and changed them back, within a month and within a week.
      for (const [timeZone, year] of [
        ["America/Havana", 2025],
        ["Australia/Lord_Howe", 2025],
        ["Africa/Cairo", 2010],
        ["America/Recife", 2000],
      ]) {
        const hours = Array.from({ length: 365 * 24 }, (_, hour) => new Date(Date.UTC(year, 0, 2, hour)).toISOString());
        const expected = {};
        const day = dayIn(timeZone);
        for (const createdAt of hours) expected[day({ createdAt })] = (expected[day({ createdAt })] ?? 0) + 1;
        for (const moments of [
          hours,
          [...hours].reverse(),
          hours.map((_, index) => hours[(index * 1_237) % hours.length]),
        ]) {
          const { client } = answering(roomkey, moments);
          const { byDay } = await client.summarizeUsage({ startTime: `${year}-01-01`, timeZone });
          equal(Object.fromEntries(byDay.map(({ day, sessionCount }) => [day, sessionCount])), expected, timeZone);
        }
      }
    },
  },
  {
    name: "a Date is on its day in the zone, and a time that says no offset is of the zone",
    async run({ roomkey }) {
      const day = {
        Seoul: ["Asia/Seoul", "2026-01-14", "2026-01-15"],
        Lima: ["America/Lima", "2026-01-15", "2026-01-16"],
      };
      for (const [startTime, expected] of [
        ["2026-01-15", ["Seoul", "Lima"]],
        ["2026-01-15T00:00:00", ["Seoul", "Lima"]],
        ["2026-01-15T23:59:59.999", ["Seoul", "Lima"]],
        [new Date("2026-01-14T15:00:00Z"), ["Seoul"]],
        ["2026-01-15T14:59:59.999Z", ["Seoul", "Lima"]],
        [new Date("2026-01-15T15:00:00Z"), ["Lima"]],
        ["2026-01-15T00:00:00-05:00", ["Seoul", "Lima"]],
        ["2026-01-15T00:00:00+09:00", ["Seoul"]],
      ]) {
        for (const [name, [timeZone, ...inUtc]] of Object.entries(day)) {
          const { search } = await left(roomkey, { startTime, endTime: startTime, timeZone });
          equal(search === asked(...inUtc), expected.includes(name), `${String(startTime)} in ${name}: ${search}`);
        }
      }
    },
  },
  {
    name: "without an endTime nothing is cut at the end",
    async run({ roomkey }) {
      const moments = ["2025-12-31T14:59:59Z", "2025-12-31T15:00:00Z", "2026-01-01T15:00:00Z", "2050-07-01T15:00:00Z"];
      const { search, days } = await left(roomkey, { startTime: "2026-01-01", timeZone: "Asia/Seoul" }, moments);
      equal(search, asked("2025-12-31"));
      equal(days, { "2026-01-01": 2, "2026-01-02": 4, "2050-07-02": 8 });
    },
  },
  {
    name: "without a timeZone the answer is given as it is, and as UTC it is cut",
    async run({ roomkey }) {
      const moments = ["2026-03-02T00:00:00Z", "2026-03-01T12:00:00Z", "2026-02-28T23:59:59Z"];
      const day = { startTime: "2026-03-01", endTime: "2026-03-01" };
      const { client, calls } = answering(roomkey, moments);
      for (const timeZone of [undefined, null]) {
        const [usage, summary] = [
          await client.getUsage({ ...day, timeZone }),
          await client.summarizeUsage({ ...day, timeZone }),
        ];
        equal([usage.totalSecond, usage.detail.length], [999_999, 3]);
        equal([summary.totalSecond, summary.sessionCount, summary.byDay.length], [999_999, 3, 3]);
      }
      for (const { search } of calls) equal(search, asked("2026-03-01", "2026-03-01"));
      const cut = { search: asked("2026-03-01", "2026-03-01"), days: { "2026-03-01": 2 } };
      equal(await left(roomkey, { ...day, timeZone: "UTC" }, moments), cut);
    },
  },
  {
    name: "a time zone that is none is named, and nothing is sent",
    async run({ roomkey }) {
      const { client, calls } = answering(roomkey, []);
      const none = ["", " ", "Seoul", "Mars/Olympus", "Asia/Seoul ", "+09:00", "UTC+9", "Etc/Unknown", "a\udc00b"];
      for (const timeZone of [...none, 9, true, {}, ["Asia/Seoul"], Symbol("UTC")]) {
        for (const operation of ["getUsage", "summarizeUsage"]) {
          const call = client[operation]({ startTime: "2026-01-01", timeZone });
          const error = await failsWith(roomkey, call, { kind: "invalidArgument", operation, attempts: 0 });
          equal(error.argument, "query.timeZone", String(timeZone));
          ok(error.message.includes("timeZone"), error.message);
        }
      }
      const backwards = { startTime: "2026-03-01T15:00:00Z", endTime: "2026-03-01T14:59:59Z", timeZone: "Asia/Seoul" };
      const error = await failsWith(roomkey, client.getUsage(backwards), { kind: "invalidArgument" });
      equal(error.argument, "query.endTime");
      equal(calls, []);
    },
  },
  {
    name: "a row whose createdAt is no date is decode where days are needed, and passes where they are not",
    async run({ roomkey }) {
      const { client } = answering(roomkey, ["2026-03-01T12:00:00Z", "1999-01-01T00:00:00Z", "yesterday"]);
      const day = { startTime: "2026-03-01", endTime: "2026-03-01" };
      equal((await client.getUsage(day)).detail[2].createdAt, "yesterday");
      for (const call of [
        () => client.summarizeUsage(day),
        () => client.summarizeUsage({ ...day, timeZone: "Asia/Seoul" }),
        () => client.getUsage({ ...day, timeZone: "Asia/Seoul" }),
        () => client.getUsage({ ...day, timeZone: "UTC" }),
      ]) {
        const decode = { kind: "decode", decodePath: "data.detail[2].createdAt", attempts: 1, status: 200 };
        await failsWith(roomkey, call(), decode);
      }
    },
  },
];
