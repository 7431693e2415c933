// Signs a user in and asks for the licence; the environment says where the services are.
import { ArctosClient, SConnectorClient } from "roomkey";

async function main() {
  const { ARCTOS_URL, LICENSE_KEY, ROOMS_URL, ACCESS_KEY, SECRET_KEY } = process.env;
  const signIn = new ArctosClient({ baseUrl: ARCTOS_URL, licenseKey: LICENSE_KEY });
  const credentials = { accessKey: ACCESS_KEY, secretKey: SECRET_KEY };
  const meetings = new SConnectorClient({ baseUrl: ROOMS_URL, credentials });
  const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
  const license = await meetings.getLicense();
  console.log(`${identity.role}, ${license.roomLimit} rooms`);
}

main();
