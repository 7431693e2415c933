// @ts-check
// Repeats a task while the page is visible, online and not paused.

/**
 * The next run begins a while after the last one ended, so a slow service is never asked twice at a time;
 * `now` ends a run that is under way and begins another.
 * @param {(signal: AbortSignal) => Promise<number | void>} task gives the ms to wait instead of `everyMs`; Infinity: until `now`
 * @param {number} everyMs
 */
export function poll(task, everyMs) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {AbortController | undefined} */
  let running;
  let started = false;
  let paused = false;
  const awake = () => started && !paused && !document.hidden && navigator.onLine;

  function halt() {
    clearTimeout(timer);
    running?.abort();
    running = undefined;
  }

  async function now() {
    halt();
    const mine = new AbortController();
    running = mine;
    const wait = (await task(mine.signal)) ?? everyMs;
    if (running !== mine) return;
    running = undefined;
    if (awake() && wait !== Infinity) timer = setTimeout(now, wait);
  }

  function wakeOrSleep() {
    if (awake()) void now();
    else halt();
  }
  document.addEventListener("visibilitychange", wakeOrSleep);
  addEventListener("online", wakeOrSleep);
  addEventListener("offline", wakeOrSleep);

  return {
    now,
    start() {
      started = true;
      wakeOrSleep();
    },
    stop() {
      started = false;
      halt();
    },
    /** @param {boolean} value */
    pause(value) {
      paused = value;
      wakeOrSleep();
    },
    /**
     * Why nothing is being asked, if so.
     * @returns {"paused" | "offline" | "hidden" | undefined}
     */
    resting: () => (paused ? "paused" : !navigator.onLine ? "offline" : document.hidden ? "hidden" : undefined),
  };
}
