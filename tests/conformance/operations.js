// Every operation of the three clients, each ready to be called in a world, for cases that hold for all of them.

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]);

/** A user and card for site 0. */
export function newUser(key = "k-1") {
  return {
    siteId: "0",
    user: { userKey: key, email: `${key}@example.com`, meta: { name: "모카" }, portrait: PNG },
    card: { number: `8${key}`, startDate: Date.now() - 1_000, endDate: Date.now() + 3_600_000 },
  };
}

const withToken = (service, log) => async (world) => {
  const { accessToken } = await world[service]()[log]();
  return (options) => world[service]({ accessToken, ...options });
};
const sConnector = withToken("sConnector", "authenticate");
const airfob = withToken("airfob", "login");
const arctos = async (world) => (options) => world.arctos(options);

const WHO = { userId: "u-1", name: "Kim", role: "MODERATOR" };

async function arctosCode(world) {
  const { code } = await world.arctos().getAuthCode(WHO);
  return { code };
}

async function arctosToken(world) {
  const { token } = await world.arctos().signIn(WHO);
  return token.accessToken;
}

/** An id of what was issued: reissuing and deleting need one. */
async function issued(world) {
  return world.airfob().createUserWithCard(newUser("issued"));
}

/**
 * `service`; `wire`: the operation that is sent, where it has another name; `mutation`; `client(world)` gives a function
 * from options to a client that has its token already; `given(world)`: what the call needs, made beforehand; `call`.
 */
export const OPERATIONS = [
  {
    name: "getAuthCode",
    service: "arctos",
    client: arctos,
    call: (client, _, options) => client.getAuthCode(WHO, options),
  },
  {
    name: "getAuthTokenUseCode",
    service: "arctos",
    replay: "never",
    client: arctos,
    given: arctosCode,
    call: (client, request, options) => client.getAuthTokenUseCode(request, options),
  },
  {
    name: "checkAuthToken",
    service: "arctos",
    client: arctos,
    given: arctosToken,
    call: (client, token, options) => client.checkAuthToken(token, options),
  },
  {
    name: "authenticate",
    service: "sConnector",
    client: async (world) => (options) => world.sConnector(options),
    call: (client, _, options) => client.authenticate(undefined, options),
  },
  {
    name: "getLicense",
    service: "sConnector",
    client: sConnector,
    call: (client, _, options) => client.getLicense(options),
  },
  {
    name: "listSessions",
    service: "sConnector",
    client: sConnector,
    call: (client, _, options) => client.listSessions(options),
  },
  {
    name: "getSession",
    service: "sConnector",
    client: sConnector,
    call: (client, _, options) => client.getSession("room_name", options),
  },
  {
    name: "getUsage",
    service: "sConnector",
    client: sConnector,
    call: (client, _, options) => client.getUsage({ startTime: new Date(Date.now() - 86_400_000) }, options),
  },
  {
    name: "summarizeUsage",
    wire: "getUsage",
    service: "sConnector",
    client: sConnector,
    call: (client, _, options) => client.summarizeUsage({ startTime: new Date(Date.now() - 86_400_000) }, options),
  },
  {
    name: "login",
    service: "airfob",
    client: async (world) => (options) => world.airfob(options),
    call: (client, _, options) => client.login(undefined, options),
  },
  {
    name: "searchUsers",
    service: "airfob",
    client: airfob,
    call: (client, _, options) => client.searchUsers({ siteId: "1004", size: 3 }, options),
  },
  {
    name: "users",
    wire: "searchUsers",
    service: "airfob",
    client: airfob,
    call: async (client, _, options) => (await client.users({ siteId: "1004", size: 3 }, options).next()).value,
  },
  {
    name: "createUserWithCard",
    service: "airfob",
    replay: "ifRefused",
    client: airfob,
    call: (client, _, options) => client.createUserWithCard(newUser("fresh"), options),
  },
  {
    name: "deleteUsers",
    service: "airfob",
    replay: "ifRefused",
    client: airfob,
    given: issued,
    call: (client, user, options) => client.deleteUsers([user.userId], options),
  },
  {
    name: "deleteCards",
    service: "airfob",
    replay: "ifRefused",
    client: airfob,
    given: issued,
    call: (client, user, options) => client.deleteCards([user.card.id], options),
  },
  {
    name: "sendCard",
    service: "airfob",
    replay: "ifRefused",
    client: airfob,
    given: issued,
    call: (client, user, options) => client.sendCard({ siteId: "0", cardId: user.card.id }, options),
  },
  {
    name: "reissueCard",
    service: "airfob",
    replay: "ifRefused",
    client: airfob,
    given: issued,
    call: (client, user, options) => client.reissueCard({ siteId: "0", userId: user.userId }, options),
  },
].map((operation) => ({ replay: "always", wire: operation.name, given: async () => undefined, ...operation }));

export const READS = OPERATIONS.filter((operation) => operation.replay === "always");
export const MUTATIONS = OPERATIONS.filter((operation) => operation.replay === "ifRefused");

/** Everything an operation needs, made in a world: then `run(clientOptions, callOptions)` is the call alone. */
export async function prepared(operation, world) {
  const [make, given] = [await operation.client(world), await operation.given(world)];
  await world.forgetRequests();
  return { run: (options, callOptions) => operation.call(make(options), given, callOptions) };
}
