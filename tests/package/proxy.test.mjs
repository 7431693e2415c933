// Clients behind a proxy, such as the one that a framework's reactivity puts around what it holds.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as inline from "roomkey/inline";

test("a client works behind a proxy, before the module is there and after", async () => {
  const options = { baseUrl: "http://127.0.0.1:1", accessToken: "an invented token", retry: false };
  const client = new Proxy(new inline.SConnectorClient(options), {});
  for (const moment of ["before", "after"]) {
    await assert.rejects(client.getLicense(), { name: "RoomkeyError", kind: "network" }, moment);
  }
  client.free();
});
