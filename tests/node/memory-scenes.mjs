// What memory.test.mjs has a Node do whose WebAssembly memory is small: `node --wasm-max-mem-pages=… memory-scenes.mjs <scene>`.

import { AirfobClient, SConnectorClient } from "roomkey";

const OPTIONS = { baseUrl: "https://a.example", accessToken: "t", timeoutMs: 20_000, retry: false };
const LICENSE = { domain: "d", roomLimit: 3, enabled: 1, createdAt: "2024-01-01T00:00:00.000Z" };
const QUERY = { startTime: "2024-01-01" };
const ROW = '{"roomName":"room","sessionTimeSecond":12,"createdAt":"2024-01-01T00:00:00.000Z"}';

const answering = (Client, body) => new Client({ ...OPTIONS, fetch: async () => new Response(body) });
const rooms = (body) => answering(SConnectorClient, body);
const usage = (rows, domain = "d") =>
  `{"status":true,"data":{"domain":"${domain}","totalSecond":1,"detail":[${Array(rows).fill(ROW).join(",")}]}}`;
const long = (length) => "x".repeat(length);

const small = rooms(JSON.stringify({ status: true, data: LICENSE }));
/** True where other calls go on. */
async function othersGoOn() {
  const licenses = await Promise.all(Array.from({ length: 20 }, () => small.getLicense()));
  return licenses.every(({ roomLimit }) => roomLimit === 3);
}

const SCENES = {
  /** An answer of 57 MB. */
  async rows() {
    const body = usage(700_000);
    const [{ detail }, { byRoom }] = await Promise.all([
      rooms(body).getUsage(QUERY),
      rooms(body).summarizeUsage(QUERY),
    ]);
    return { length: body.length, rows: detail.length, last: detail.at(-1), byRoom };
  },

  /** One text of 57 MB. */
  async text() {
    const body = usage(10, long(57e6));
    const calls = [rooms(body).getUsage(QUERY, { timeoutMs: 15_000 }), rooms(body).summarizeUsage(QUERY)];
    const meanwhile = await othersGoOn();
    const errors = [];
    for (const call of calls) {
      const { kind, outcome, attempts, retryable, message } = await call.catch((error) => error);
      errors.push({ kind, outcome, attempts, retryable, message });
    }
    const later = (await rooms(usage(100_000)).getUsage(QUERY)).detail.length;
    return { meanwhile, errors, afterwards: await othersGoOn(), later };
  },

  /** Every way in which an answer may take too much, again and again. */
  async often() {
    const answers = [
      () => usage(150_000),
      () => usage(10, long(6e6)),
      () => usage(10, "\\u0041".repeat(1e6)),
      () => `{"status":false,"message":[${"0,".repeat(4e6)}0]}`,
      () => `{"status":false,"message":"${long(6e6)}"}`,
      () => `{"status":true,"data":"${"\\n".repeat(3e6)}"}`,
      () => `{"status":true,"data":{"${long(6e6)}":5}}`,
      () => long(14e6),
    ];
    const kinds = new Set();
    const lost = [];
    for (let round = 0; round < 8; round++) {
      for (const [index, answer] of answers.entries()) {
        const call = rooms(answer()).getUsage(QUERY);
        if (!(await othersGoOn())) lost.push(`others, in answer ${index} of round ${round}`);
        await call.catch((error) => kinds.add(error.kind));
      }
      const usable = await rooms(usage(20_000)).getUsage(QUERY).catch(String);
      if (usable.detail?.length !== 20_000) lost.push(`memory, in round ${round}: ${usable}`);
    }
    return { kinds: [...kinds].sort(), lost };
  },

  /** A call that asks nobody for the memory of its body: as JSON in JSON, the quotes of a profile are four times as long. */
  async trap() {
    const user = { userKey: "k", email: "a@b.example", meta: { note: '"'.repeat(2e6) } };
    const call = answering(AirfobClient, "{}").createUserWithCard({ siteId: "1", user, card: { number: "1" } });
    const meanwhile = await othersGoOn();
    const { kind, outcome, attempts, message, cause } = await call.catch((error) => error);
    return {
      meanwhile,
      error: { kind, outcome, attempts, message },
      cause: cause?.name,
      afterwards: await othersGoOn(),
    };
  },
};

console.log(JSON.stringify(await SCENES[process.argv[2]]()));
