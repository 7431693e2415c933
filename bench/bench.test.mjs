// `cargo xtask bench --smoke`: every row runs once and small, and every client says the same. Nothing is timed, nothing written.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { open } from "./chromium.mjs";
import { CLIENTS } from "./clients/index.mjs";
import { giving, OPTIONS } from "./data.mjs";
import { coldStart, loopback, memory, sizes } from "./node.mjs";
import { chart, markdown } from "./report.mjs";
import { issue, ROWS, race } from "./rows.mjs";

const clients = Object.keys(CLIENTS);
const { user, ...request } = issue(5_000);

/** What each of the fifteen operations is called with, and answered. */
const OPERATIONS = {
  getAuthCode: [
    { userId: "u-1", name: "Kim", role: "MODERATOR" },
    { status: 1, info: { code: "c".repeat(300) } },
  ],
  getAuthTokenUseCode: [{ code: "c-1" }, { status: 1, info: { user_id: 1, access_token: "a.b.c" } }],
  checkAuthToken: ["a.b.c", { status: 1, info: { client_id: "arctos-webapp", user_id: 1, role: "MODERATOR" } }],
  authenticate: [
    { accessKey: "key", secretKey: "secret" },
    { status: true, data: { accessToken: "a.b.c" } },
  ],
  getLicense: [undefined, { status: true, data: { domain: "d", roomLimit: 3, enabled: 1, createdAt: "2024-01-01" } }],
  listSessions: [undefined, { status: true, data: [{ roomName: "회의실", status: "WAIT", user: 0 }] }],
  getSession: ["회의실 1/2", { status: true, data: { roomName: "회의실 1/2", status: "WAIT", user: 0 } }],
  getUsage: [
    { startTime: "2025-01-01", endTime: "2025-01-31" },
    { status: true, data: { domain: "d", totalSecond: 0, detail: [] } },
  ],
  login: [
    { email: "me@mail.example", password: "secret" },
    { status: 200, record: { email: "e", accountType: "t", name: "n", accountStatus: "s", accessToken: "a.b.c" } },
  ],
  createUserWithCard: [
    { user, ...request },
    { status: 200, record: { userId: "1", userKey: "k" } },
  ],
  searchUsers: [
    { siteId: "1001", q: "Kim", size: 5 },
    { status: 200, total: "0", records: [] },
  ],
  deleteUsers: [["1", "2"], { status: 207, records: [{ status: 200 }, { status: 404 }] }],
  deleteCards: [["1", "2"], { status: 207, records: [{ status: 200 }, { status: 404 }] }],
  sendCard: [{ siteId: "1001", number: "8352801" }, { status: 200 }],
  reissueCard: [
    { siteId: "1001", userId: "1", user },
    { status: 200, record: { userId: "1", userKey: "k" } },
  ],
};

/** What a client sends with an operation, in one form. */
async function sent(name, operation) {
  const [argument, answer] = OPERATIONS[operation];
  let request;
  const keep = (...given) => {
    request = new Request(...given).clone();
  };
  const fetch = giving(new TextEncoder().encode(JSON.stringify(answer)), keep);
  await CLIENTS[name]({ ...OPTIONS, fetch })[operation](argument);
  const headers = Object.fromEntries(request.headers);
  // ky says what it takes; a body has one type of two spellings.
  delete headers.accept;
  const body = await request.text();
  return { method: request.method, url: request.url, headers, body: body && JSON.parse(body) };
}

describe("every client sends what roomkey sends", () => {
  for (const operation of Object.keys(OPERATIONS)) {
    test(operation, async () => {
      const expected = await sent("roomkey", operation);
      for (const name of clients) assert.deepEqual(await sent(name, operation), expected, name);
    });
  }
});

test("every client gives what roomkey gives", async () => {
  for (const row of ROWS) {
    const calls = row.contenders(20);
    const expected = await calls.roomkey();
    for (const name of clients) assert.deepEqual(await calls[name](), expected, `${row.name}: ${name}`);
  }
});

describe("every row runs, in Node and in Chromium, and the report tells of it", { concurrency: 1 }, () => {
  const results = { on: {}, rows: [] };
  let page;
  before(async () => {
    page = await open();
  });
  after(() => page.close());

  for (const row of ROWS) {
    test(row.name, async () => {
      for (const [runtime, told] of [
        ["Node", await race(row, true)],
        ["Chromium", await page.measure(row, true)],
      ]) {
        assert.deepEqual(Object.keys(told), [...(clients.includes(row.base) ? [] : [row.base]), ...clients]);
        results.rows.push({ name: row.name, base: row.base, runtime, clients: told });
      }
    });
  }

  test("1,000 calls at once over loopback", async () => {
    const { wall, cpu } = await loopback(process.env.ROOMKEY_EMULATOR, { smoke: true });
    assert.deepEqual([Object.keys(wall), Object.keys(cpu)], [clients, clients]);
  });

  for (const [name, measure] of Object.entries({ "cold start": coldStart, memory, size: sizes })) {
    test(name, async () => {
      results[name] = await measure({ smoke: true });
      assert.deepEqual(Object.keys(results[name]), clients);
    });
  }

  test("the report", async () => {
    const text = markdown(results);
    for (const { name } of ROWS) assert.equal(text.split(`| ${name} |`).length, 3, name);
    assert.match(await chart(results), /^<svg.*<\/svg>\n$/s);
  });
});
