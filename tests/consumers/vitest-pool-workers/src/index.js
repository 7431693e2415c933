// A Worker that signs a user in and asks for the licence; the keys are its own.
import { ArctosClient, SConnectorClient } from "roomkey";

export default {
  async fetch(_request, { ARCTOS_URL, LICENSE_KEY, ROOMS_URL, ACCESS_KEY, SECRET_KEY }) {
    const signIn = new ArctosClient({ baseUrl: ARCTOS_URL, licenseKey: LICENSE_KEY });
    const credentials = { accessKey: ACCESS_KEY, secretKey: SECRET_KEY };
    const meetings = new SConnectorClient({ baseUrl: ROOMS_URL, credentials });
    const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
    const license = await meetings.getLicense();
    return new Response(`${identity.role}, ${license.roomLimit} rooms`);
  },
};
