// The rows that run side by side in one process, the same in Node and in Chromium.

import { CLIENTS } from "./clients/index.mjs";
import { withUser } from "./clients/wire.mjs";
import { created, giving, OPTIONS, portrait, session, usage, users } from "./data.mjs";

const DAYS = { startTime: "2021-01-01", endTime: "2025-12-31" };

/** What one asks for who issues a card, with a picture of so many bytes. */
export const issue = (length) => ({
  siteId: "1001",
  user: { userKey: "key-1", email: "user-1@mail.example", meta: { name: "김모카" }, portrait: portrait(length) },
  card: { number: "8352801" },
});

/** What summarizeUsage gives, made of the rows by hand. */
export function addUp({ domain, totalSecond, detail }) {
  const rooms = new Map();
  const days = new Map();
  const add = (sums, name, seconds) => {
    const sum = sums.get(name);
    if (!sum) sums.set(name, { totalSecond: seconds, sessionCount: 1 });
    else {
      sum.totalSecond += seconds;
      sum.sessionCount += 1;
    }
  };
  for (const { roomName, sessionTimeSecond, createdAt } of detail) {
    add(rooms, roomName, sessionTimeSecond);
    add(days, createdAt.slice(0, 10), sessionTimeSecond);
  }
  const byName = ([a], [b]) => (a < b ? -1 : 1);
  const byRoom = [...rooms].sort((a, b) => b[1].totalSecond - a[1].totalSecond || byName(a, b));
  const byDay = [...days].sort(byName);
  return {
    domain,
    totalSecond,
    sessionCount: detail.length,
    byRoom: byRoom.map(([roomName, sum]) => ({ roomName, ...sum })),
    byDay: byDay.map(([day, sum]) => ({ day, ...sum })),
  };
}

/** A call of every client whose answers are these bytes. */
function everyClient(answer, call) {
  const contenders = {};
  for (const [name, make] of Object.entries(CLIENTS)) {
    const client = make({ ...OPTIONS, fetch: giving(answer) });
    contenders[name] = () => call(client);
  }
  return contenders;
}

const titled = (what, rows, korean) => `${what} of ${rows.toLocaleString("en")} rows, ${korean ? "Korean" : "ASCII"}`;

const usageRow = (rows, korean, rounds, times) => ({
  name: titled("usage", rows, korean),
  base: "fetch",
  rounds,
  times,
  contenders: (most) => everyClient(usage(Math.min(rows, most), korean), (client) => client.getUsage(DAYS)),
});

const summaryRow = (rows, korean, rounds) => ({
  name: titled("summary", rows, korean),
  base: "JSON.parse",
  rounds,
  contenders(most) {
    const answer = usage(Math.min(rows, most), korean);
    // The peers have no such call: their users add up what getUsage gives.
    const summarize = async (client) => client.summarizeUsage?.(DAYS) ?? addUp(await client.getUsage(DAYS));
    return { "JSON.parse": () => JSON.parse(new TextDecoder().decode(answer)), ...everyClient(answer, summarize) };
  },
});

/**
 * Each with its name, the contender that the others are held against, in how many rounds it runs and how many calls one takes. Contenders
 * are told how many rows, users or KB there are at the most.
 */
export const ROWS = [
  {
    name: "one session",
    base: "fetch",
    rounds: 61,
    times: 50,
    contenders: () => everyClient(session(), (client) => client.getSession("meeting-room-7")),
  },
  usageRow(10, false, 61, 50),
  usageRow(10, true, 61, 50),
  usageRow(1_000, false, 61, 4),
  usageRow(1_000, true, 61, 4),
  usageRow(10_000, false, 31, 1),
  usageRow(10_000, true, 31, 1),
  usageRow(100_000, false, 11, 1),
  usageRow(100_000, true, 11, 1),
  summaryRow(10_000, false, 31),
  summaryRow(10_000, true, 31),
  {
    name: "1,000 users with profile fields",
    base: "fetch",
    rounds: 41,
    contenders(most) {
      const size = Math.min(1_000, most);
      return everyClient(users(size), (client) => client.searchUsers({ siteId: "1001", size }));
    },
  },
  {
    name: "a portrait of 5 MB",
    base: "btoa",
    rounds: 21,
    contenders(most) {
      const request = issue(Math.min(5_000, most) * 1_000);
      return {
        btoa: () => JSON.stringify(withUser(request)),
        ...everyClient(created(), (client) => client.createUserWithCard(request)),
      };
    },
  },
];

/** What makes a row quick: it is looked at then, not measured. */
const SMOKE = { rounds: 1, times: 1, most: 20 };

const WARM = 3;

/** Of some numbers, the one that this share of them lies below. */
function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const next = sorted[Math.min(below + 1, sorted.length - 1)];
  return sorted[below] + (next - sorted[below]) * (at - below);
}

export const median = (numbers) => quantile(numbers, 0.5);

/** What is told of many measurements of one thing. */
const spread = (numbers) => ({
  median: median(numbers),
  low: quantile(numbers, 0.25),
  high: quantile(numbers, 0.75),
});

/**
 * Runs the contenders one after the other, and again and again, every other round backwards: whatever slows the machine down, or is left
 * to the next one to clear up, meets them all alike.
 *
 * @returns for each contender the ms of a call, and its ratio to the base's median
 */
export async function race(row, smoke = false) {
  const { base, rounds, times = 1, contenders, most = Number.POSITIVE_INFINITY } = smoke ? { ...row, ...SMOKE } : row;
  const entries = Object.entries(contenders(most));
  const took = Object.fromEntries(entries.map(([name]) => [name, []]));
  for (let round = -Math.min(WARM, rounds); round < rounds; round++) {
    for (const [name, call] of round % 2 ? entries.toReversed() : entries) {
      const begun = performance.now();
      for (let time = 0; time < times; time++) await call();
      if (round >= 0) took[name].push((performance.now() - begun) / times);
    }
  }
  return against(base, took);
}

/** The ms of each, and their ratios to the median of one of them. */
export function against(base, took) {
  const unit = median(took[base]);
  const told = {};
  for (const [name, all] of Object.entries(took)) {
    told[name] = { ms: spread(all), ratio: spread(all.map((ms) => ms / unit)) };
  }
  return told;
}
