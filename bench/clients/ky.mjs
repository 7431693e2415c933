// ky, and a library of schemas that says whether an answer is what it should be.

import ky from "ky";
import { cardsToDelete, codeExchange, codeRequest, toSession, usersToDelete, withUser } from "./wire.mjs";

/**
 * @param read for each kind of answer a function that checks it, and gives it
 */
export function client({ fetch, token, licenseKey, urls }, read) {
  const arctos = ky.create({ prefixUrl: urls.arctos, fetch });
  const rooms = ky.create({ prefixUrl: urls.rooms, fetch, headers: { "s-connector-jwt": token } });
  const cards = ky.create({ prefixUrl: urls.cards, fetch, headers: { authorization: `Bearer ${token}` } });
  const keyless = { "s-connector-jwt": undefined, authorization: undefined };

  return {
    async getAuthCode(request) {
      const headers = { "arc-license-key": licenseKey };
      return read.code(await arctos.post("api/auth/code", { json: codeRequest(request), headers }).json()).info;
    },
    async getAuthTokenUseCode(request) {
      return read.token(await arctos.post("api/auth/login", { json: codeExchange(request), retry: 0 }).json()).info;
    },
    async checkAuthToken(token) {
      const headers = { authorization: `Bearer ${token}` };
      return read.identity(await arctos.post("api/auth/check", { json: {}, headers }).json()).info;
    },

    async authenticate(credentials) {
      return read.roomsToken(await rooms.post("v1/auth", { json: credentials, headers: keyless }).json()).data;
    },
    async getLicense() {
      return read.license(await rooms.get("v1/info").json()).data;
    },
    async listSessions() {
      return read.sessions(await rooms.get("v1/sessions").json()).data.map(toSession);
    },
    async getSession(roomName) {
      return toSession(read.session(await rooms.get(`v1/sessions/${encodeURIComponent(roomName)}`).json()).data);
    },
    async getUsage(query) {
      return read.usage(await rooms.get("v1/static", { searchParams: query }).json()).data;
    },

    async login(credentials) {
      return read.account(await cards.post("login", { json: credentials, headers: keyless }).json()).record;
    },
    async createUserWithCard(request) {
      return read.user(await cards.post("user/card", { json: withUser(request) }).json()).record;
    },
    async searchUsers(search) {
      const { total, records } = read.users(await cards.post("users/search", { json: search }).json());
      return { total, users: records };
    },
    async deleteUsers(ids) {
      return read.batch(await cards.post("users/delete", { json: usersToDelete(ids) }).json()).records;
    },
    async deleteCards(ids) {
      return read.batch(await cards.put("cards", { json: cardsToDelete(ids) }).json()).records;
    },
    async sendCard(request) {
      read.sent(await cards.post("card/send", { json: request }).json());
    },
    async reissueCard(request) {
      return read.user(await cards.put("user/card", { json: withUser(request) }).json()).record;
    },
  };
}
