// Signs a user in and asks for the licence; the environment (NITRO_ARCTOS_URL and so on) says where the services are.
import { eventHandler } from "h3";
import { useRuntimeConfig } from "nitropack/runtime";
import { ArctosClient, SConnectorClient } from "roomkey";

export default eventHandler(async (event) => {
  const { arctosUrl, licenseKey, roomsUrl, accessKey, secretKey } = useRuntimeConfig(event);
  const signIn = new ArctosClient({ baseUrl: arctosUrl, licenseKey });
  const meetings = new SConnectorClient({ baseUrl: roomsUrl, credentials: { accessKey, secretKey } });
  const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
  const license = await meetings.getLicense();
  return `${identity.role}, ${license.roomLimit} rooms`;
});
