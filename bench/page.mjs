// What a page of the benchmark runs: one row, when it is asked to.

import { ROWS, race } from "./rows.mjs";

globalThis.measure = (name, smoke) =>
  race(
    ROWS.find((row) => row.name === name),
    smoke,
  );
