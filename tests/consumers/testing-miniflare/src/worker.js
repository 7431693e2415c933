// A Worker that tells the rooms in session, and signs a user in; the keys are its own.
import { ArctosClient, RoomkeyError, SConnectorClient } from "roomkey";

export default {
  async fetch(request, { ROOMS_URL, ACCESS_KEY, SECRET_KEY, ARCTOS_URL, LICENSE_KEY }) {
    if (new URL(request.url).pathname === "/sign-in") {
      const arctos = new ArctosClient({ baseUrl: ARCTOS_URL, licenseKey: LICENSE_KEY });
      return Response.json((await arctos.signIn({ userId: "u-1", role: "MODERATOR" })).identity);
    }
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
