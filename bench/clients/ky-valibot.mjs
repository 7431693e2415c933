import * as v from "valibot";
import { client as kyClient } from "./ky.mjs";

const arctos = (info) => v.object({ status: v.picklist([1, 2]), info: v.object(info) });
const rooms = (data) => v.object({ status: v.literal(true), data });
const cards = (members) => v.object({ status: v.number(), ...members });

const session = v.object({ roomName: v.string(), status: v.string(), user: v.number() });
const user = v.object({
  userId: v.string(),
  userKey: v.string(),
  email: v.optional(v.string()),
  phone: v.optional(v.string()),
  meta: v.optional(v.pipe(v.string(), v.parseJson())),
  feedType: v.optional(v.string()),
  portrait: v.optional(v.string()),
  card: v.optional(
    v.object({
      id: v.string(),
      number: v.string(),
      status: v.string(),
      cardType: v.string(),
      format: v.string(),
      cardTypeDesc: v.string(),
      startDate: v.optional(v.number()),
      endDate: v.optional(v.number()),
    }),
  ),
});

const schemas = {
  code: arctos({ code: v.string() }),
  token: arctos({ user_id: v.union([v.number(), v.string()]), access_token: v.string() }),
  identity: arctos({
    client_id: v.string(),
    user_id: v.union([v.number(), v.string()]),
    role: v.optional(v.string()),
    license_room: v.optional(v.number()),
    license_path: v.optional(v.string()),
  }),
  roomsToken: rooms(v.object({ accessToken: v.string() })),
  license: rooms(
    v.object({
      domain: v.string(),
      roomLimit: v.number(),
      enabled: v.pipe(v.union([v.number(), v.boolean()]), v.transform(Boolean)),
      createdAt: v.string(),
    }),
  ),
  session: rooms(session),
  sessions: rooms(v.array(session)),
  usage: rooms(
    v.object({
      domain: v.string(),
      totalSecond: v.number(),
      detail: v.array(v.object({ roomName: v.string(), sessionTimeSecond: v.number(), createdAt: v.string() })),
    }),
  ),
  account: cards({
    record: v.object({
      email: v.string(),
      accountType: v.string(),
      name: v.string(),
      accountStatus: v.string(),
      accessToken: v.string(),
    }),
  }),
  user: cards({ record: user }),
  users: cards({ total: v.pipe(v.string(), v.transform(Number)), records: v.array(user) }),
  batch: cards({ records: v.array(v.object({ status: v.number(), message: v.optional(v.string()) })) }),
  sent: cards({}),
};

const read = Object.fromEntries(
  Object.entries(schemas).map(([name, schema]) => [name, (data) => v.parse(schema, data)]),
);

export default (options) => kyClient(options, read);
