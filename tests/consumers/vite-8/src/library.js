// A library around roomkey, which the pages in library/ use.
import { ArctosClient, SConnectorClient } from "roomkey";

export async function ask({ arctos, licenseKey, rooms, accessKey, secretKey }) {
  const signIn = new ArctosClient({ baseUrl: arctos, licenseKey, dangerouslyAllowBrowser: true });
  const credentials = { accessKey, secretKey };
  const meetings = new SConnectorClient({ baseUrl: rooms, credentials, dangerouslyAllowBrowser: true });
  const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
  const license = await meetings.getLicense();
  return `${identity.role}, ${license.roomLimit} rooms`;
}
