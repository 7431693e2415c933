// The conformance suite: what the package promises, told in cases that run in any JavaScript runtime.
//
// A runner gives a context; each case makes a world of the emulator for itself, so that cases may run at the same time.
// Those marked `alone` measure time or load the machine, and run one after another; those marked `untimed` use all the
// timers that a runtime has.

import { fail, show, soon } from "./assert.js";
import { airfob } from "./basics/airfob.js";
import { arctos } from "./basics/arctos.js";
import { clients } from "./basics/clients.js";
import { names } from "./basics/names.js";
import { sConnector } from "./basics/s_connector.js";
import { zones } from "./basics/zones.js";
import { abort } from "./trust/abort.js";
import { answers } from "./trust/answers.js";
import { budget } from "./trust/budget.js";
import { context as contexts } from "./trust/context.js";
import { errors } from "./trust/errors.js";
import { frameworks } from "./trust/frameworks.js";
import { realms } from "./trust/realms.js";
import { retry } from "./trust/retry.js";
import { rows } from "./trust/rows.js";
import { secrets } from "./trust/secrets.js";
import { settles } from "./trust/settles.js";
import { store } from "./trust/store.js";
import { tokens } from "./trust/tokens.js";
import { World } from "./world.js";

/** The longest that one case may take, on a busy machine. */
const CASE_MS = 60_000;

const part = (name, cases) => cases.map((each) => ({ ...each, name: `${name}: ${each.name}` }));

export const basics = [
  ...part("Arctos", arctos),
  ...part("S-Connector", sConnector),
  ...part("time zones", zones),
  ...part("Airfob", airfob),
  ...part("clients", clients),
  ...part("names", names),
];

export const trust = [
  ...part("budget", budget),
  ...part("retry", retry),
  ...part("abort", abort),
  ...part("tokens", tokens),
  ...part("token store", store),
  ...part("settles", settles),
  ...part("async context", contexts),
  ...part("frameworks", frameworks),
  ...part("realms", realms),
  ...part("answers", answers),
  ...part("rows", rows),
  ...part("secrets", secrets),
  ...part("errors", errors),
];

export const cases = [...basics, ...trust];

/**
 * What cases get.
 *
 * @param roomkey the imported package
 * @param control URL of the emulator's control API
 * @param runtime what the runner knows besides: `memory()`, the size of the module's linear memory in bytes, and
 *   `unhandled`, the list that it adds unhandled rejections to; `copy`, a second copy of the package; `AsyncLocalStorage`,
 *   where the runtime has it; `leases`, true for the entries in which a renewal is taken over after a time; `cors`, true
 *   where the emulator is of another origin and that counts
 */
export function context(roomkey, control, runtime = {}) {
  const patience = runtime.leases ? undefined : true;
  return { roomkey, control, patience, ...runtime, world: (now) => World.make(roomkey, control, now) };
}

/** The cases that this context has what it takes for. */
export const fitting = (given) => cases.filter((each) => !each.needs || given[each.needs] !== undefined);

/** Runs one case; throws what it throws. */
export async function run(each, given) {
  const worlds = [];
  const world = async (now) => {
    const made = await given.world(now);
    worlds.push(made);
    return made;
  };
  try {
    const running = each.run({ ...given, world });
    await (each.untimed ? running : soon(running, CASE_MS, "the case"));
  } finally {
    await Promise.all(worlds.map((made) => made.forget()));
  }
}

/** Runs all cases, or those whose name holds `only`: `[{ name, ok, error?, ms }]`. */
export async function runAll(given, { only = "", concurrency = 6 } = {}) {
  const results = [];
  const chosen = fitting(given).filter((each) => each.name.includes(only));
  const measured = async (each) => {
    const begun = performance.now();
    let error;
    try {
      await run(each, given);
    } catch (thrown) {
      error = thrown instanceof Error ? `${thrown.stack ?? thrown}` : show(thrown);
    }
    results.push({ name: each.name, ok: error === undefined, error, ms: Math.round(performance.now() - begun) });
  };
  const queue = chosen.filter((each) => !each.alone);
  const work = async () => {
    for (let each = queue.shift(); each; each = queue.shift()) await measured(each);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  for (const each of chosen.filter((each) => each.alone)) await measured(each);
  return results;
}

/** Fails if a rejection went unhandled so far. */
export async function nothingUnhandled({ unhandled }) {
  await new Promise((resolve) => setTimeout(resolve, 50));
  if (unhandled.length > 0) fail(`unhandled rejections: ${unhandled.map(show).join("; ")}`);
}
