// A Worker as users write them: its clients live in module scope, and every request uses them.

import { RoomkeyError, SConnectorClient } from "./roomkey.js";
import { settings } from "./settings.js";

// Made where no request is: nothing but the calls may need one.
const clients = Object.fromEntries(
  Object.entries(settings.clients).map(([name, options]) => [name, new SConnectorClient(options)]),
);

const told = (error) => (error instanceof RoomkeyError ? { kind: error.kind, message: error.message } : `${error}`);
const answered = (call) => call.then((license) => license.roomLimit).catch(told);

const WAYS = {
  /** Waits for its call. */
  "/wait": async (client) => Response.json({ value: await answered(client.getLicense()) }),
  /** Answers while its call is under way. */
  "/early": async (client) => {
    client.getLicense().catch(() => {});
    return new Response("early");
  },
  /** Answers while its call is under way, a moment later. */
  "/soon": async (client) => {
    client.getLicense().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 60));
    return new Response("soon");
  },
  /** Throws while its call is under way. */
  "/throw": async (client) => {
    client.getLicense().catch(() => {});
    throw new Error("from the handler");
  },
  /** Never answers: the visitor leaves. */
  "/stay": async (client) => {
    client.getLicense().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    return new Response("late");
  },
  /** Answers, and lets its call go on afterwards. */
  "/after": async (client, context) => {
    context.waitUntil(client.getLicense());
    return new Response("after");
  },
  /** Many calls at once of a client of its own, whose fetch answers at once: how many settled, and how. */
  "/many": async (_, __, parameters) => {
    const body = JSON.stringify({ status: true, data: { domain: "d", roomLimit: 3, enabled: 1, createdAt: "c" } });
    const fetch = async () => new Response(body);
    const client = new SConnectorClient({ baseUrl: "https://a.example", accessToken: "t", fetch });
    const calls = Array.from({ length: Number(parameters.get("count")) }, () => answered(client.getLicense()));
    const values = await Promise.all(calls);
    return Response.json({ settled: values.length, answered: values.filter((value) => value === 3).length });
  },
};

export default {
  async fetch(request, _, context) {
    const { pathname, searchParams } = new URL(request.url);
    return WAYS[pathname](clients[searchParams.get("client")], context, searchParams);
  },
};
