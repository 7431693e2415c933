// A page made on the server that says nothing of how it is rendered: Next.js finds out when it is built, by what it throws out of fetch.
import { SConnectorClient } from "roomkey";

export default async function Live() {
  const { ROOMS_URL: baseUrl, ACCESS_KEY: accessKey, SECRET_KEY: secretKey } = process.env;
  const rooms = new SConnectorClient({ baseUrl, credentials: { accessKey, secretKey } });
  const sessions = await rooms.listSessions();
  return <output>{sessions.length} rooms</output>;
}
