// roomkey and its peers, in the order of every table.

import plainFetch from "./fetch.mjs";
import kyArktype from "./ky-arktype.mjs";
import kyValibot from "./ky-valibot.mjs";
import kyZod from "./ky-zod.mjs";
import openapiFetch from "./openapi-fetch.mjs";
import roomkey from "./roomkey.mjs";

export const CLIENTS = {
  roomkey,
  fetch: plainFetch,
  "openapi-fetch": openapiFetch,
  "ky + zod": kyZod,
  "ky + valibot": kyValibot,
  "ky + arktype": kyArktype,
};

/** Where each is, for what loads one alone. */
export const FILES = {
  roomkey: "roomkey.mjs",
  fetch: "fetch.mjs",
  "openapi-fetch": "openapi-fetch.mjs",
  "ky + zod": "ky-zod.mjs",
  "ky + valibot": "ky-valibot.mjs",
  "ky + arktype": "ky-arktype.mjs",
};
