// Vitest as it comes: on Node.
import { ArctosClient, SConnectorClient } from "roomkey";
import { expect, test } from "vitest";

test("a user signs in, and the licence is there", async () => {
  const { ARCTOS_URL, LICENSE_KEY, ROOMS_URL, ACCESS_KEY, SECRET_KEY } = process.env;
  const signIn = new ArctosClient({ baseUrl: ARCTOS_URL, licenseKey: LICENSE_KEY });
  const credentials = { accessKey: ACCESS_KEY, secretKey: SECRET_KEY };
  const meetings = new SConnectorClient({ baseUrl: ROOMS_URL, credentials });
  const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
  const license = await meetings.getLicense();
  expect(`${identity.role}, ${license.roomLimit} rooms`).toBe("MODERATOR, 10 rooms");
});
