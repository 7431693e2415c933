import { SConnectorClient } from "roomkey";

export async function countRooms(baseUrl, credentials) {
  return (await new SConnectorClient({ baseUrl, credentials }).listSessions()).length;
}
