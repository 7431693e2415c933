// The client classes around those of the module.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SConnectorClient } from "roomkey";

const OPTIONS = { baseUrl: "http://127.0.0.1:1", accessToken: "an invented token", retry: false };

/** A proxy of every object that is come upon, as Vue's `reactive` makes them. */
const reactive = (object) =>
  new Proxy(object, {
    get(target, name, self) {
      const value = Reflect.get(target, name, self);
      return typeof value === "object" && value !== null ? reactive(value) : value;
    },
  });

test("a client works behind a proxy", async () => {
  const client = reactive(new SConnectorClient(OPTIONS));
  await assert.rejects(client.getLicense(), { name: "RoomkeyError", kind: "network" });
  client.free();
  await assert.rejects(client.getLicense(), { kind: "invalidArgument", message: /freed/ });
});

test("a class of a user's own may extend a client", async () => {
  class Rooms extends SConnectorClient {
    getLicense() {
      return super.getLicense({ timeoutMs: 1_000 });
    }
  }
  const rooms = new Rooms(OPTIONS);
  assert.ok(rooms instanceof SConnectorClient);
  await assert.rejects(rooms.getLicense(), { kind: "network" });
  rooms.free();
});
