// Runs the suite where it is imported: in a page or in a worker. Told what to run, it answers with what came of it.

import { context, fitting, nothingUnhandled, run } from "/conformance/suite.js";
import * as copy from "/copy/roomkey.js";
import * as roomkey from "/pkg/roomkey.js";

const unhandled = [];
addEventListener("unhandledrejection", (event) => unhandled.push(event.reason));

/** What a runner asks: `{ cases: true }`, `{ run: name }` or `{ unhandled: true }`, each with the emulator's `control` URL. */
export async function answer({ control, ...asked }) {
  try {
    const given = context(roomkey, control, { copy, unhandled, cors: true });
    const cases = fitting(given);
    if (asked.cases) return { value: cases.map(({ name, alone }) => ({ name, alone })) };
    if (asked.unhandled) await nothingUnhandled(given);
    else
      await run(
        cases.find(({ name }) => name === asked.run),
        given,
      );
    return {};
  } catch (error) {
    // Firefox leaves the message out of the stack.
    return { error: `${error}\n${error?.stack}` };
  }
}
