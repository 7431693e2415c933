// A Worker that runs the conformance suite: one case, by its name, for each request.

import { AsyncLocalStorage } from "node:async_hooks";
import { context, fitting, nothingUnhandled, run } from "../conformance/suite.js";
import * as copy from "./copy.js";
import * as roomkey from "./roomkey.js";
import { settings } from "./settings.js";

// Under older compatibility dates a rejection is reported before the microtask that would handle it has run,
// and taken back afterwards.
const rejected = new Map();
addEventListener("unhandledrejection", (event) => rejected.set(event.promise, event.reason));
addEventListener("rejectionhandled", (event) => rejected.delete(event.promise));

const given = context(roomkey, settings.control, { copy, leases: true, AsyncLocalStorage });
const cases = fitting(given);

const WAYS = {
  "/cases": () => cases.map(({ name, alone }) => ({ name, alone })),
  "/run": (name) =>
    run(
      cases.find((each) => each.name === name),
      given,
    ),
  "/unhandled": () => nothingUnhandled({ unhandled: [...rejected.values()] }),
};

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    try {
      return Response.json({ value: await WAYS[pathname](searchParams.get("name")) });
    } catch (error) {
      return Response.json({ error: `${error?.stack ?? error}` });
    }
  },
};
