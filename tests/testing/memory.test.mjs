// What is freed gives its memory back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./support.mjs";

// Every memory that a module gets is seen here.
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    if (this.exports.memory) memories.push(this.exports.memory);
  }
};

test("a thousand worlds, made and freed, take no more memory than the first hundred", async () => {
  const { roomkey, createEmulator } = await load();
  const size = () => Math.max(...memories.map((memory) => memory.buffer.byteLength));
  const use = async (count) => {
    for (let n = 0; n < count; n++) {
      const emulator = await createEmulator({ seed: n });
      const { status } = await emulator.fetch("https://airfob.test/login", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(emulator.airfob.credentials),
      });
      assert.equal(status, 200);
      if (n % 10 === 0) await new roomkey.AirfobClient(emulator.airfob).searchUsers({ siteId: "1001" });
      emulator.free();
    }
  };
  await use(100);
  const after100 = size();
  await use(900);
  assert.equal(size(), after100);
});
