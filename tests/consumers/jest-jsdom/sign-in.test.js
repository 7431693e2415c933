// A page's code under Jest's jsdom.
const { ArctosClient, isRoomkeyError, SConnectorClient } = require("roomkey");

test("a user signs in, and the licence is there", async () => {
  expect(typeof window + typeof TextDecoder).toBe("objectundefined");
  const { ARCTOS_URL, LICENSE_KEY, ROOMS_URL, ACCESS_KEY, SECRET_KEY } = process.env;
  const page = { dangerouslyAllowBrowser: true };
  const signIn = new ArctosClient({ baseUrl: ARCTOS_URL, licenseKey: LICENSE_KEY, ...page });
  const credentials = { accessKey: ACCESS_KEY, secretKey: SECRET_KEY };
  const meetings = new SConnectorClient({ baseUrl: ROOMS_URL, credentials, ...page });
  const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
  const license = await meetings.getLicense();
  expect(`${identity.role}, ${license.roomLimit} rooms`).toBe("MODERATOR, 10 rooms");
});

test("an option that is wrong is told", () => {
  let error;
  try {
    new ArctosClient({ baseUrl: "nowhere" });
  } catch (thrown) {
    error = thrown;
  }
  expect(isRoomkeyError(error)).toBe(true);
  expect(error.kind).toBe("invalidArgument");
});
