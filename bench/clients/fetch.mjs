// fetch and JSON.parse, and no library.

import { cardsToDelete, codeExchange, codeRequest, toSession, toUser, usersToDelete, withUser } from "./wire.mjs";

export default function client({ fetch = globalThis.fetch, token, licenseKey, urls }) {
  async function ask(method, url, headers, body) {
    const init = { method, headers };
    if (body) {
      init.headers = { "content-type": "application/json", ...headers };
      init.body = JSON.stringify(body);
    }
    const response = await fetch(url, init);
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status}`);
    return JSON.parse(await response.text());
  }
  const arctos = async (path, body, headers) => (await ask("POST", urls.arctos + path, headers, body)).info;
  const rooms = async (path) => (await ask("GET", urls.rooms + path, { "s-connector-jwt": token })).data;
  const cards = (method, path, body) => ask(method, urls.cards + path, { authorization: `Bearer ${token}` }, body);

  return {
    getAuthCode: (request) => arctos("/api/auth/code", codeRequest(request), { "arc-license-key": licenseKey }),
    getAuthTokenUseCode: (request) => arctos("/api/auth/login", codeExchange(request)),
    checkAuthToken: (token) => arctos("/api/auth/check", {}, { authorization: `Bearer ${token}` }),

    authenticate: async (credentials) => (await ask("POST", `${urls.rooms}/v1/auth`, {}, credentials)).data,
    getLicense: () => rooms("/v1/info"),
    listSessions: async () => (await rooms("/v1/sessions")).map(toSession),
    getSession: async (roomName) => toSession(await rooms(`/v1/sessions/${encodeURIComponent(roomName)}`)),
    getUsage: (query) => rooms(`/v1/static?${new URLSearchParams(query)}`),

    login: async (credentials) => (await ask("POST", `${urls.cards}/login`, {}, credentials)).record,
    createUserWithCard: async (request) => toUser((await cards("POST", "/user/card", withUser(request))).record),
    searchUsers: async (search) => {
      const { total, records } = await cards("POST", "/users/search", search);
      return { total: Number(total), users: records.map(toUser) };
    },
    deleteUsers: async (ids) => (await cards("POST", "/users/delete", usersToDelete(ids))).records,
    deleteCards: async (ids) => (await cards("PUT", "/cards", cardsToDelete(ids))).records,
    sendCard: async (request) => void (await cards("POST", "/card/send", request)),
    reissueCard: async (request) => toUser((await cards("PUT", "/user/card", withUser(request))).record),
  };
}
