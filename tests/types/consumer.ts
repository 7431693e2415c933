// What a user writes, compiled with --strict against the built package; everything.ts has every member.

import type {
  AirfobUser,
  BatchResult,
  ClientEvent,
  ErrorKind,
  Identity,
  License,
  Session,
  TokenStore,
  Usage,
  UsageSummary,
} from "roomkey";
import { AirfobClient, ArctosClient, isRoomkeyError, RoomkeyError, SConnectorClient } from "roomkey";

export async function signIn(baseUrl: string, licenseKey: string): Promise<Identity> {
  using arctos = new ArctosClient({ baseUrl, licenseKey, dangerouslyAllowBrowser: true });
  const { code, expiresAt } = await arctos.getAuthCode({ userId: "u-1", name: "Kim", role: "MODERATOR" });
  if (expiresAt < Date.now()) throw new Error("late");
  const { accessToken, userId } = await arctos.getAuthTokenUseCode({ code, clientId: "arctos-webapp" });
  const id: string = userId;
  const identity = await arctos.checkAuthToken(accessToken);
  return identity.userId === id ? identity : (await arctos.signIn({ userId: "u-1", role: "SWITCH" })).identity;
}

export async function rooms(
  signal: AbortSignal,
): Promise<[License, Session[], Session | undefined, Usage, UsageSummary]> {
  const client = new SConnectorClient({
    getAccessToken: async () => "token",
    timeoutMs: 5_000,
    retry: { maxAttempts: 5 },
  });
  const license = await client.getLicense({ signal });
  const sessions = await client.listSessions({ signal });
  const live = sessions.filter((s) => s.status === "ON_GOING").reduce((n, s) => n + s.userCount, 0);
  if (live > license.roomLimit) console.warn("full");
  return [
    license,
    sessions,
    await client.getSession("회의실 1", { signal }),
    await client.getUsage({ startTime: "2021-02-20", endTime: new Date() }),
    await client.summarizeUsage({ startTime: new Date(0) }),
  ];
}

export async function cards(store: TokenStore, events: ClientEvent[]): Promise<BatchResult> {
  const airfob = new AirfobClient({
    credentials: { email: "a@b.c", password: "p" },
    tokenStore: store,
    onEvent: (event) => events.push(event),
  });
  const user: AirfobUser = await airfob.createUserWithCard({
    siteId: "0",
    user: {
      userKey: "1",
      email: "moca@example.com",
      meta: { name: "모카" },
      portrait: new Uint8Array([0xff, 0xd8, 0xff]),
      feedType: "EMAIL",
    },
    card: { number: "8352800", startDate: new Date(), endDate: Date.now() + 60_000 },
  });
  await airfob.sendCard({ siteId: "0", cardId: user.card?.id ?? "" });
  const ids: string[] = [];
  for await (const each of airfob.users({ siteId: "0", size: 100 })) ids.push(each.userId);
  const result = await airfob.deleteUsers(ids);
  for (const item of result.items) if (!item.ok) console.warn(item.id, item.status, item.message);
  return result;
}

export function explain(error: unknown): string {
  if (error instanceof RoomkeyError || isRoomkeyError(error)) {
    const kind: ErrorKind = error.kind;
    switch (kind) {
      case "rateLimited":
        return `again in ${error.retryAfterMs ?? 1_000} ms`;
      case "license":
        return `Arctos ${error.code}: ${error.serviceMessage}`;
      case "decode":
        return `${error.service}.${error.operation}: ${error.decodePath}`;
      default:
        return `${error.kind} after ${error.attempts} attempts, ${error.outcome}`;
    }
  }
  throw error;
}

// @ts-expect-error: a role that Arctos does not have
export const wrongRole: Parameters<ArctosClient["getAuthCode"]>[0] = { userId: "u", role: "OWNER" };
// @ts-expect-error: Arctos has no default host
export const noHost = () => new ArctosClient({});
// @ts-expect-error: neither a number nor a card id
export const noCard = (c: AirfobClient) => c.sendCard({ siteId: "0" });
