// openapi-fetch. Its types come of an OpenAPI document and weigh nothing at run time, so there is none here.

import createClient from "openapi-fetch";
import { cardsToDelete, codeExchange, codeRequest, toSession, toUser, usersToDelete, withUser } from "./wire.mjs";

function got({ data, error, response }) {
  if (error) throw new Error(`${response.url}: ${response.status}`);
  return data;
}

export default function client({ fetch, token, licenseKey, urls }) {
  const arctos = createClient({ baseUrl: urls.arctos, fetch });
  const rooms = createClient({ baseUrl: urls.rooms, fetch, headers: { "s-connector-jwt": token } });
  const cards = createClient({ baseUrl: urls.cards, fetch, headers: { authorization: `Bearer ${token}` } });
  const keyless = { "s-connector-jwt": null, authorization: null };

  return {
    async getAuthCode(request) {
      const headers = { "arc-license-key": licenseKey };
      return got(await arctos.POST("/api/auth/code", { body: codeRequest(request), headers })).info;
    },
    async getAuthTokenUseCode(request) {
      return got(await arctos.POST("/api/auth/login", { body: codeExchange(request) })).info;
    },
    async checkAuthToken(token) {
      const headers = { authorization: `Bearer ${token}` };
      return got(await arctos.POST("/api/auth/check", { body: {}, headers })).info;
    },

    async authenticate(credentials) {
      return got(await rooms.POST("/v1/auth", { body: credentials, headers: keyless })).data;
    },
    async getLicense() {
      return got(await rooms.GET("/v1/info")).data;
    },
    async listSessions() {
      return got(await rooms.GET("/v1/sessions")).data.map(toSession);
    },
    async getSession(roomName) {
      return toSession(
        got(await rooms.GET("/v1/sessions/{room_name}", { params: { path: { room_name: roomName } } })).data,
      );
    },
    async getUsage(query) {
      return got(await rooms.GET("/v1/static", { params: { query } })).data;
    },

    async login(credentials) {
      return got(await cards.POST("/login", { body: credentials, headers: keyless })).record;
    },
    async createUserWithCard(request) {
      return toUser(got(await cards.POST("/user/card", { body: withUser(request) })).record);
    },
    async searchUsers(search) {
      const { total, records } = got(await cards.POST("/users/search", { body: search }));
      return { total: Number(total), users: records.map(toUser) };
    },
    async deleteUsers(ids) {
      return got(await cards.POST("/users/delete", { body: usersToDelete(ids) })).records;
    },
    async deleteCards(ids) {
      return got(await cards.PUT("/cards", { body: cardsToDelete(ids) })).records;
    },
    async sendCard(request) {
      got(await cards.POST("/card/send", { body: request }));
    },
    async reissueCard(request) {
      return toUser(got(await cards.PUT("/user/card", { body: withUser(request) })).record);
    },
  };
}
