import { AirfobClient, ArctosClient, SConnectorClient } from "roomkey";

export default function client({ fetch, token: accessToken, licenseKey, urls }) {
  const options = { fetch, dangerouslyAllowBrowser: true };
  const arctos = new ArctosClient({ baseUrl: urls.arctos, licenseKey, ...options });
  const rooms = new SConnectorClient({ baseUrl: urls.rooms, accessToken, ...options });
  const cards = new AirfobClient({ baseUrl: urls.cards, accessToken, ...options });
  return {
    getAuthCode: (request) => arctos.getAuthCode(request),
    getAuthTokenUseCode: (request) => arctos.getAuthTokenUseCode(request),
    checkAuthToken: (token) => arctos.checkAuthToken(token),

    authenticate: (credentials) => rooms.authenticate(credentials),
    getLicense: () => rooms.getLicense(),
    listSessions: () => rooms.listSessions(),
    getSession: (roomName) => rooms.getSession(roomName),
    getUsage: (query) => rooms.getUsage(query),
    summarizeUsage: (query) => rooms.summarizeUsage(query),

    login: (credentials) => cards.login(credentials),
    createUserWithCard: (request) => cards.createUserWithCard(request),
    searchUsers: (search) => cards.searchUsers(search),
    deleteUsers: (ids) => cards.deleteUsers(ids),
    deleteCards: (ids) => cards.deleteCards(ids),
    sendCard: (request) => cards.sendCard(request),
    reissueCard: (request) => cards.reissueCard(request),
  };
}
