// What to do when a call fails: by its kind, by how long the service asks to wait, by what is known of its effect.
import { type AirfobClient, type AirfobUser, isRoomkeyError, type RoomkeyError } from "roomkey";

/** What to tell the person who waits. `error.message` says more, and is for the log. */
export function advice(error: RoomkeyError): string {
  switch (error.kind) {
    case "unauthorized":
    case "tokenExpired":
      return "Sign in again.";
    case "forbidden":
      return "Ask your administrator for permission.";
    case "license":
      return `Tell your administrator that the licence cannot be used (${error.code}).`;
    case "invalidArgument":
    case "notFound":
    case "rejected":
      return error.serviceMessage ?? "Check what you entered.";
    case "rateLimited":
    case "unavailable":
    case "timeout":
    case "network":
      if (!error.retryable && error.outcome === "unknown") return "It may have been done: look before you try again.";
      return `Try again in ${Math.ceil((error.retryAfterMs ?? 5_000) / 1000)} seconds.`;
    case "decode":
      return `The service has changed its answer: tell us "${error.operation} ${error.decodePath}".`;
    case "redirect":
    case "internal":
      return "This does not work just now: we have to repair it.";
  }
}

/** For work that has time: waits as long as the service asks, even where that is more than a call's budget. */
export async function patiently<T>(call: () => Promise<T>, maxCalls = 5): Promise<T> {
  for (let calls = 1; ; calls += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isRoomkeyError(error) || !error.retryable || calls >= maxCalls) throw error;
      const waitMs = error.retryAfterMs ?? 1_000 * 2 ** calls;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

/** Issues a card. Where the answer was lost, looks for the user before the request is sent again. */
export async function issueOnce(
  cards: AirfobClient,
  request: Parameters<AirfobClient["createUserWithCard"]>[0],
): Promise<AirfobUser> {
  try {
    return await cards.createUserWithCard(request);
  } catch (error) {
    if (!isRoomkeyError(error) || error.outcome !== "unknown") throw error;
    const { siteId, user } = request;
    for await (const found of cards.users({ siteId, order: "desc", size: 100 })) {
      if (found.userKey === user.userKey) return found;
    }
    return cards.createUserWithCard(request);
  }
}
