// Things of another realm, out of real vm contexts, and the fetch of node-fetch, whose bodies are streams of Node's.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createContext, runInContext } from "node:vm";
import fetch3 from "node-fetch";
import fetch2 from "node-fetch-2";
import { newUser } from "../conformance/operations.js";
import { json, LICENSE, scripted } from "../conformance/scripted.js";
import { World } from "../conformance/world.js";
import { emulator, load } from "./support.mjs";

const { roomkey } = await load();
const BASE = { baseUrl: "https://a.example", accessToken: "t", retry: false };

describe("things of a vm context", () => {
  const realm = createContext({ text: JSON.stringify(LICENSE) });
  const there = (script) => runInContext(script, realm);

  test("a body's chunks are read", async () => {
    const chunk = there("Uint8Array.from(text, (character) => character.charCodeAt(0))");
    assert.ok(!(chunk instanceof Uint8Array));
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(chunk.subarray(0, 7));
        controller.enqueue(chunk.subarray(7));
        controller.close();
      },
    });
    const fetch = async () => ({ status: 200, headers: new Headers(), body });
    assert.equal((await new roomkey.SConnectorClient({ ...BASE, fetch }).getLicense()).roomLimit, 3);
    const whole = async () => ({ status: 200, headers: new Headers(), arrayBuffer: async () => chunk.buffer });
    assert.equal((await new roomkey.SConnectorClient({ ...BASE, fetch: whole }).getLicense()).roomLimit, 3);
  });

  test("a Date, bytes, options and functions are taken for what they are", async () => {
    const { fetch, calls } = scripted({
      "/v1/static": () => json({ status: true, data: { domain: "d", totalSecond: 0, detail: [] } }),
      default: () => json({ status: 403 }, 403),
    });
    const options = there('({ baseUrl: "https://a.example", getAccessToken: async () => "t", retry: false })');
    const rooms = new roomkey.SConnectorClient(Object.assign(options, { fetch }));
    await rooms.getUsage(there('({ startTime: new Date("2024-02-03T23:00:00Z") })'));
    assert.match(calls[0].url, /\?startTime=2024-02-03$/);

    const cards = new roomkey.AirfobClient({ ...BASE, fetch });
    const user = newUser();
    realm.bytes = [...user.user.portrait];
    for (const script of ["Uint8Array.from(bytes)", "Uint8Array.from(bytes).buffer"]) {
      calls.length = 0;
      const card = { ...user.card, startDate: there("new Date(1_700_000_000_000)"), endDate: 1_800_000_000_000 };
      const call = cards.createUserWithCard({ ...user, card, user: { ...user.user, portrait: there(script) } });
      await assert.rejects(call, { kind: "forbidden" });
      const sent = JSON.parse(calls[0].body);
      assert.equal(sent.user.portraitData, Buffer.from(user.user.portrait).toString("base64"));
      assert.equal(sent.card.startDate, 1_700_000_000_000);
    }
  });
});

for (const [version, fetch] of Object.entries({ 2: fetch2, 3: fetch3 })) {
  describe(`node-fetch ${version}`, () => {
    let world;
    before(async () => {
      world = await World.make(roomkey, emulator());
    });
    after(() => world.forget());

    test("carries the calls of every client", async () => {
      assert.equal((await world.sConnector({ fetch }).getLicense()).roomLimit, 10);
      assert.equal((await world.arctos({ fetch }).signIn({ userId: "u", role: "ADMIN" })).identity.role, "ADMIN");
      const found = [];
      for await (const { userId } of world.airfob({ fetch }).users({ siteId: "1004", size: 25 })) found.push(userId);
      assert.equal(new Set(found).size, 60);
    });

    test("fails as the platform's own does", async () => {
      const client = world.sConnector({ fetch, retry: false });
      await client.authenticate();
      for (const [fault, expected] of [
        [{ type: "redirect", location: "/elsewhere" }, { kind: "redirect" }],
        [
          { type: "status", status: 503 },
          { kind: "unavailable", status: 503 },
        ],
        [{ type: "reset" }, { kind: "network" }],
        // The stream of version 2 does not tell that it breaks off.
        [{ type: "cut", bytes: 20 }, { kind: version === "2" ? "timeout" : "network" }],
        [{ type: "hang" }, { kind: "timeout" }],
        [{ type: "hangBody" }, { kind: "timeout" }],
      ]) {
        await world.fault("getLicense", fault);
        await assert.rejects(client.getLicense({ timeoutMs: 500 }), expected, JSON.stringify(fault));
        await world.heal();
      }
      const controller = new AbortController();
      await world.fault("getLicense", { type: "hangBody" });
      setTimeout(() => controller.abort("enough"), 50);
      assert.equal(await client.getLicense({ signal: controller.signal }).catch((reason) => reason), "enough");
    });
  });
}
