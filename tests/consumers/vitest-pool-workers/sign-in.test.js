// Inside workerd: roomkey in the test itself, and in the Worker that it asks.
import { env, exports } from "cloudflare:workers";
import { SConnectorClient } from "roomkey";
import { expect, test } from "vitest";

test("the test asks for the licence", async () => {
  const credentials = { accessKey: env.ACCESS_KEY, secretKey: env.SECRET_KEY };
  const { roomLimit } = await new SConnectorClient({ baseUrl: env.ROOMS_URL, credentials }).getLicense();
  expect(roomLimit).toBe(10);
});

test("the Worker signs a user in, and the licence is there", async () => {
  const response = await exports.default.fetch("http://worker/");
  expect(await response.text()).toBe("MODERATOR, 10 rooms");
});
