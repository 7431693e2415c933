// The backend of a page: gives whoever is signed in a token for S-Connector that lives fifteen minutes.
import { isRoomkeyError, SConnectorClient } from "roomkey";

interface Settings {
  accessKey: string;
  secretKey: string;
  /** Default: S-Connector's own address. */
  baseUrl?: string;
  /** Whether your own session allows this request. */
  isSignedIn: (request: Request) => boolean | Promise<boolean>;
}

/** Answers `GET /api/rooms-token`. */
export function roomsToken({ accessKey, secretKey, isSignedIn, ...rest }: Settings) {
  const rooms = new SConnectorClient({ ...rest, credentials: { accessKey, secretKey, expires: 15 } });

  return async (request: Request): Promise<Response> => {
    if (!(await isSignedIn(request))) return new Response("Sign in first", { status: 401 });
    try {
      const { accessToken } = await rooms.authenticate();
      return new Response(accessToken, { headers: { "cache-control": "no-store" } });
    } catch (error) {
      if (!isRoomkeyError(error)) throw error;
      console.error(error.message);
      return new Response("No token just now", { status: 502 });
    }
  };
}
