// The server's side: the environment says where the services are.

import { ArctosClient, SConnectorClient } from "roomkey";
import { env } from "$env/dynamic/private";

export async function GET() {
  const signIn = new ArctosClient({ baseUrl: env.ARCTOS_URL, licenseKey: env.LICENSE_KEY });
  const credentials = { accessKey: env.ACCESS_KEY, secretKey: env.SECRET_KEY };
  const meetings = new SConnectorClient({ baseUrl: env.ROOMS_URL, credentials });
  const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
  const license = await meetings.getLicense();
  return new Response(`${identity.role}, ${license.roomLimit} rooms`);
}
