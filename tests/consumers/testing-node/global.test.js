// Code that makes its own clients, with the global fetch: the emulator takes its place.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createEmulator } from "roomkey/testing";
import { countRooms } from "./count-rooms.js";

const platform = globalThis.fetch;
const emulator = await createEmulator({ now: "2026-01-14T03:00:00Z" });
globalThis.fetch = emulator.fetch;
after(() => {
  globalThis.fetch = platform;
  emulator.free();
});

test("the rooms in session are counted", async () => {
  const { baseUrl, credentials } = emulator.sConnector;
  assert.ok((await countRooms(baseUrl, credentials)) > 0);
});

test("what is asked of any other host goes nowhere", async () => {
  await assert.rejects(fetch("https://example.com/"), /a request to https:\/\/example\.com was stopped/);
});
