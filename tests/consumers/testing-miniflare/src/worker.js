// A Worker that tells the rooms in session; the keys are its own.
import { RoomkeyError, SConnectorClient } from "roomkey";

export default {
  async fetch(_request, { ROOMS_URL, ACCESS_KEY, SECRET_KEY }) {
    const credentials = { accessKey: ACCESS_KEY, secretKey: SECRET_KEY };
    const rooms = new SConnectorClient({ baseUrl: ROOMS_URL, credentials, retry: false, timeoutMs: 2000 });
    try {
      return Response.json((await rooms.listSessions()).map(({ roomName }) => roomName));
    } catch (error) {
      if (error instanceof RoomkeyError) return new Response(error.kind, { status: 502 });
      throw error;
    }
  },
};
