// A route on Node.
import { ArctosClient, SConnectorClient } from "roomkey";

export async function GET(request) {
  const { arctos, licenseKey, rooms, accessKey, secretKey } = Object.fromEntries(new URL(request.url).searchParams);
  const signIn = new ArctosClient({ baseUrl: arctos, licenseKey });
  const meetings = new SConnectorClient({ baseUrl: rooms, credentials: { accessKey, secretKey } });
  const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
  const license = await meetings.getLicense();
  return new Response(`${identity.role}, ${license.roomLimit} rooms`);
}
