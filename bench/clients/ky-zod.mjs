import * as z from "zod";
import { client as kyClient } from "./ky.mjs";

const arctos = (info) => z.object({ status: z.union([z.literal(1), z.literal(2)]), info: z.object(info) });
const rooms = (data) => z.object({ status: z.literal(true), data });
const cards = (members) => z.object({ status: z.number(), ...members });

const session = z.object({ roomName: z.string(), status: z.string(), user: z.number() });
const user = z.object({
  userId: z.string(),
  userKey: z.string(),
  email: z.string().optional(),
  phone: z.string().optional(),
  meta: z
    .string()
    .transform((text) => JSON.parse(text))
    .optional(),
  feedType: z.string().optional(),
  portrait: z.string().optional(),
  card: z
    .object({
      id: z.string(),
      number: z.string(),
      status: z.string(),
      cardType: z.string(),
      format: z.string(),
      cardTypeDesc: z.string(),
      startDate: z.number().optional(),
      endDate: z.number().optional(),
    })
    .optional(),
});

const schemas = {
  code: arctos({ code: z.string() }),
  token: arctos({ user_id: z.union([z.number(), z.string()]), access_token: z.string() }),
  identity: arctos({
    client_id: z.string(),
    user_id: z.union([z.number(), z.string()]),
    role: z.string().optional(),
    license_room: z.number().optional(),
    license_path: z.string().optional(),
  }),
  roomsToken: rooms(z.object({ accessToken: z.string() })),
  license: rooms(
    z.object({ domain: z.string(), roomLimit: z.number(), enabled: z.coerce.boolean(), createdAt: z.string() }),
  ),
  session: rooms(session),
  sessions: rooms(z.array(session)),
  usage: rooms(
    z.object({
      domain: z.string(),
      totalSecond: z.number(),
      detail: z.array(z.object({ roomName: z.string(), sessionTimeSecond: z.number(), createdAt: z.string() })),
    }),
  ),
  account: cards({
    record: z.object({
      email: z.string(),
      accountType: z.string(),
      name: z.string(),
      accountStatus: z.string(),
      accessToken: z.string(),
    }),
  }),
  user: cards({ record: user }),
  users: cards({ total: z.coerce.number(), records: z.array(user) }),
  batch: cards({ records: z.array(z.object({ status: z.number(), message: z.string().optional() })) }),
  sent: cards({}),
};

const read = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, (data) => schema.parse(data)]));

export default (options) => kyClient(options, read);
