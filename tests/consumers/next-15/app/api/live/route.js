// The rooms in session, asked for each time: a token or a room out of Next.js' cache would be an old one.
import { SConnectorClient } from "roomkey";

export const dynamic = "force-dynamic";

export async function GET() {
  const { ROOMS_URL: baseUrl, ACCESS_KEY: accessKey, SECRET_KEY: secretKey } = process.env;
  const rooms = new SConnectorClient({ baseUrl, credentials: { accessKey, secretKey } });
  return Response.json(await rooms.listSessions());
}
