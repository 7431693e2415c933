// What users have at hand and the package must take as it is: stores, lists, URLs.

import type { RoomkeyErrorData, StoredToken, TokenStore } from "roomkey";
import { AirfobClient, ArctosClient, RoomkeyError, SConnectorClient } from "roomkey";

/** As Workers have it. */
interface KV {
  get<Value>(key: string, type: "json"): Promise<Value | null>;
  put(key: string, value: string, options?: { expirationTtl?: number }): Promise<void>;
  delete(key: string): Promise<void>;
}

/** As the clients of Redis have it. */
interface Redis {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<"OK" | null>;
  del(key: string): Promise<number>;
}

export function stores(kv: KV, redis: Redis, kept: Map<string, StoredToken>): TokenStore[] {
  return [
    kept,
    new Map<string, StoredToken>(),
    {
      get: (key) => kv.get<StoredToken>(key, "json"),
      set: (key, token) => kv.put(key, JSON.stringify(token), { expirationTtl: 3_600 }),
      delete: (key) => kv.delete(key),
    },
    {
      get: async (key) => JSON.parse((await redis.get(key)) ?? "null") as StoredToken | null,
      set: (key, token) => redis.set(key, JSON.stringify(token)),
      delete: (key) => redis.del(key),
    },
    { get: () => null, set: (key, token) => kept.set(key, token).size, delete: (key) => kept.delete(key) },
  ];
}

export async function lists(client: AirfobClient, found: ReadonlyArray<{ userId: string }>): Promise<number> {
  const fixed = ["1", "2"] as const;
  const users = await client.deleteUsers(found.map(({ userId }): string => userId) satisfies readonly string[]);
  return users.success + (await client.deleteUsers(fixed)).success + (await client.deleteCards(fixed)).success;
}

export function addresses(page: URL) {
  const baseUrl = new URL("/api/rooms", page);
  return [new ArctosClient({ baseUrl }), new SConnectorClient({ baseUrl }), new AirfobClient({ baseUrl })];
}

export function across(port: { postMessage(data: unknown): void }, error: RoomkeyError): RoomkeyError {
  const data: RoomkeyErrorData = error.toJSON();
  port.postMessage(data);
  return RoomkeyError.from(data);
}

// @ts-expect-error: a token is not its text
export const wrong: TokenStore = new Map<string, string>();
