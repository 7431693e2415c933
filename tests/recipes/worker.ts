// A Worker that says which meeting rooms are in session: its keys are secrets, its way to the service is a binding.
import { isRoomkeyError, SConnectorClient } from "roomkey";

interface Env {
  /** Set by `wrangler secret put`. */
  ACCESS_KEY: string;
  SECRET_KEY: string;
  /** A service binding: the Worker through which requests leave. */
  GATEWAY: { fetch: typeof fetch };
}

let client: SConnectorClient | undefined;

/** One client for all requests of this isolate: they share its token. */
function rooms(env: Env): SConnectorClient {
  client ??= new SConnectorClient({
    credentials: { accessKey: env.ACCESS_KEY, secretKey: env.SECRET_KEY },
    fetch: (url, init) => env.GATEWAY.fetch(url, init),
    timeoutMs: 10_000,
  });
  return client;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (new URL(request.url).pathname !== "/rooms") return new Response("Not found", { status: 404 });
    try {
      return Response.json(await rooms(env).listSessions());
    } catch (error) {
      if (!isRoomkeyError(error)) throw error;
      console.error(error.message);
      const headers = new Headers();
      if (error.retryAfterMs !== undefined) headers.set("retry-after", `${Math.ceil(error.retryAfterMs / 1000)}`);
      return Response.json({ problem: error.kind }, { status: error.retryable ? 503 : 502, headers });
    }
  },
};
