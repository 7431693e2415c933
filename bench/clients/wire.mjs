// What every peer needs beside its library: what a user gives, as the services want it, and the other way round.

/** Bytes as base64, by way of a string of them made in pieces: `apply` takes no more arguments at once. */
export function base64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode.apply(null, bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}

/** A user with or without a card, as it is sent. */
export function withUser({ user: { meta, portrait, ...user } = {}, ...request }) {
  if (meta) user.meta = JSON.stringify(meta);
  if (portrait) user.portraitData = base64(portrait);
  return { ...request, user };
}

/** A session, as it is given. */
export const toSession = ({ roomName, status, user }) => ({ roomName, status, userCount: user });

/** The body of each batch. */
export const usersToDelete = (ids) => ids.map((userId) => ({ userId }));
export const cardsToDelete = (ids) => ids.map((cardId) => ({ cardId, status: "FORCE_DELETE" }));

/** The body that a code is exchanged with. */
export const codeExchange = ({ code }) => ({ client_id: "arctos-webapp", code, grant_type: "authorization_code" });

/** The body that a code is asked for with. */
export const codeRequest = ({ userId, name, role }) => ({ user_id: userId, name, role });

/** Makes a user's profile fields, which come as text, what they say. */
export function toUser(user) {
  if (user.meta !== undefined) user.meta = JSON.parse(user.meta);
  return user;
}
