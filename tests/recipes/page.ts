// A page that shows the meeting rooms in session, with tokens from its own backend.
import { SConnectorClient, type SConnectorOptions, type TokenSupplier } from "roomkey";

const getAccessToken: TokenSupplier = async ({ signal }) => {
  const response = await fetch("/api/rooms-token", { signal });
  // What an error page says is no token.
  if (!response.ok) throw new Error(`The backend gave no token: HTTP ${response.status}`);
  return response.text();
};

/** The one client of the page. */
export function connect(options: SConnectorOptions = {}): SConnectorClient {
  return new SConnectorClient({ ...options, getAccessToken });
}

export async function showRooms(client: SConnectorClient, list: Element): Promise<void> {
  const rooms = await client.listSessions();
  list.replaceChildren(
    ...rooms.map(({ roomName, userCount }) => {
      const item = document.createElement("li");
      item.textContent = `${roomName}: ${userCount}`;
      return item;
    }),
  );
}
