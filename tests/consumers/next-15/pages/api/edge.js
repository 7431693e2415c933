// A route on the edge runtime, which may not compile bytes. It lies in pages/, since Next.js 16 with webpack builds none in app/:
// "ENOENT … route_client-reference-manifest.js", with and without roomkey.
import { ArctosClient, SConnectorClient } from "roomkey";

export const config = { runtime: "edge" };

export default async function handler(request) {
  const { arctos, licenseKey, rooms, accessKey, secretKey } = Object.fromEntries(new URL(request.url).searchParams);
  const signIn = new ArctosClient({ baseUrl: arctos, licenseKey });
  const meetings = new SConnectorClient({ baseUrl: rooms, credentials: { accessKey, secretKey } });
  const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
  const license = await meetings.getLicense();
  return new Response(`${identity.role}, ${license.roomLimit} rooms`);
}
