import { type } from "arktype";
import { client as kyClient } from "./ky.mjs";

const arctos = (info) => type({ status: "1 | 2", info });
const rooms = (data) => type({ status: "true", data });
const cards = (members) => type({ status: "number", ...members });

const session = type({ roomName: "string", status: "string", user: "number" });
const user = type({
  userId: "string",
  userKey: "string",
  "email?": "string",
  "phone?": "string",
  "meta?": "string.json.parse",
  "feedType?": "string",
  "portrait?": "string",
  "card?": {
    id: "string",
    number: "string",
    status: "string",
    cardType: "string",
    format: "string",
    cardTypeDesc: "string",
    "startDate?": "number",
    "endDate?": "number",
  },
});

const read = {
  code: arctos({ code: "string" }),
  token: arctos({ user_id: "number | string", access_token: "string" }),
  identity: arctos({
    client_id: "string",
    user_id: "number | string",
    "role?": "string",
    "license_room?": "number",
    "license_path?": "string",
  }),
  roomsToken: rooms({ accessToken: "string" }),
  license: rooms({
    domain: "string",
    roomLimit: "number",
    enabled: type("number | boolean").pipe(Boolean),
    createdAt: "string",
  }),
  session: rooms(session),
  sessions: rooms(session.array()),
  usage: rooms({
    domain: "string",
    totalSecond: "number",
    detail: type({ roomName: "string", sessionTimeSecond: "number", createdAt: "string" }).array(),
  }),
  account: cards({
    record: { email: "string", accountType: "string", name: "string", accountStatus: "string", accessToken: "string" },
  }),
  user: cards({ record: user }),
  users: cards({ total: "string.numeric.parse", records: user.array() }),
  batch: cards({ records: type({ status: "number", "message?": "string" }).array() }),
  sent: cards({}),
};

const asserting = Object.fromEntries(
  Object.entries(read).map(([name, schema]) => [name, (data) => schema.assert(data)]),
);

export default (options) => kyClient(options, asserting);
