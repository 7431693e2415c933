// Signs a user in and asks for the licence, in a web worker.
import { ArctosClient, SConnectorClient } from "roomkey";

self.onmessage = async ({ data: { arctos, licenseKey, rooms, accessKey, secretKey } }) => {
  const signIn = new ArctosClient({ baseUrl: arctos, licenseKey });
  const meetings = new SConnectorClient({ baseUrl: rooms, credentials: { accessKey, secretKey } });
  const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
  const license = await meetings.getLicense();
  postMessage(`${identity.role}, ${license.roomLimit} rooms`);
};
