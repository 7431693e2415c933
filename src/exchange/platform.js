// Calls of functions that may throw. A throw is turned into a value here: crossing into the module, each would cost it a slot of a table for ever.

/**
 * The async context that a call began in, such as what an AsyncLocalStorage holds, or a zone. Whatever the call runs of the
 * user's runs there: the module itself goes on in the context of whichever call happened to wake it.
 *
 * A reaction runs in the context that it was registered in, in every runtime and under zone.js. So one is always registered,
 * and registers the next before anything else. No native `async` here: zone.js sees only the global Promise.
 */
export class Context {
  #works = [];
  #fire;

  constructor() {
    this.#arm();
  }

  #arm() {
    new Promise((resolve) => {
      this.#fire = resolve;
    }).then(() => {
      this.#arm();
      const works = this.#works;
      this.#works = [];
      for (const work of works) work();
    });
  }

  /** Does some work in this context, after what it was given before; it must not throw. */
  run(work) {
    this.#works.push(work);
    this.#fire();
  }

  /** What some work in this context comes to; what it throws is a rejection. */
  attempt(work) {
    return new Promise((resolve, reject) => {
      this.run(() => {
        try {
          resolve(work());
        } catch (thrown) {
          reject(thrown);
        }
      });
    });
  }

  /** Does what nobody waits for: it fails nobody either. */
  unheard(work) {
    this.attempt(work).catch(() => {});
  }

  /** Calls a function of the user's. */
  call(call, ...args) {
    return this.attempt(() => call(...args));
  }

  /** Tells a listener; what it throws, or what its promise rejects with, must not end the call that it listens to. */
  tell(listener, event) {
    this.unheard(() => listener(event));
  }

  /** The bytes of a Blob. */
  readBlob(blob) {
    return this.attempt(() => Promise.resolve(bufferOf(blob)).then(someBytes));
  }
}

/** An AbortController; none where the runtime has no such thing. */
function newController() {
  try {
    return new AbortController();
  } catch {
    return undefined;
  }
}

/** The page's origin, where there is one that URLs can be resolved against. */
export function origin() {
  const origin = member(globalThis.location ?? {}, "origin");
  return typeof origin === "string" && origin.includes("://") ? origin : undefined;
}

export function isPage() {
  return typeof window !== "undefined" && typeof document !== "undefined";
}

/** True in a page that jsdom or HappyDOM makes up for tests. */
export function isSimulatedPage() {
  const { window } = globalThis;
  const browser = member(member(window ?? {}, "navigator") ?? {}, "userAgent");
  return typeof member(window ?? {}, "happyDOM") === "object" || /jsdom|HappyDOM/.test(browser);
}

let noStore;

/** Keeps answers out of every cache, such as that of the fetch which Next.js puts in place. Older workerd refuses the member: asked once, without a request. */
function unstored(url) {
  if (noStore === undefined) {
    noStore = { cache: "no-store" };
    try {
      new Request(url, noStore);
    } catch {
      noStore = {};
    }
  }
  return noStore;
}

/** Tells the module: `(slot, code, value)`. One function for all, whatever waits. */
let tell;

export function listen(told) {
  tell = told;
}

/** Waits for a promise of this file's, and tells 0 and a result, or 1 and a reason. */
export function wait(promise, slot) {
  let isOver = false;
  const settle = (code) => (value) => {
    if (!isOver) tell(slot, code, value);
    isOver = true;
  };
  promise.then(settle(0), settle(1));
  return () => {
    isOver = true;
  };
}

/** Asks for a token, and waits for what that comes to. Whoever is asked has a signal, which tells that the waiting has ended before. */
export function ask(context, supply, refused, slot) {
  const controller = newController();
  const stop = wait(context.call(supply, refused, controller?.signal), slot);
  return () => {
    stop();
    if (controller) context.run(() => controller.abort());
  };
}

/** Ends a waiting that was not told, so that what never settles holds nothing of the module. */
export function endWaiting(stop) {
  if (typeof stop === "function") stop();
  else clearTimeout(stop);
}

/** What an exchange tells beside the HTTP status: that nothing follows, and why. */
const ENDED = 1024;
const BROKEN = 2048;
const UNANSWERED = 4096;
const NO_RESPONSE = 8192;

/**
 * Sends a request, by the user's own fetch or by the global one, and reads its answer, all in the context. A small answer is told to
 * the slot at once, its status with its body. Of a longer one the module asks for each piece: as they come from a web stream, else
 * (node-fetch has a stream of Node's) all at once.
 *
 * Whatever the user's side gives may throw when it is read, or be told twice.
 */
export function send(context, slot, own, head, body) {
  let status = 0;
  let isDropped = false;
  let isLong = false;
  let controller, response, headers, stream, reader, held;

  const told = (code, value) => {
    const to = slot;
    slot = undefined;
    if (to !== undefined) tell(to, status | code, value);
  };
  const broken = (thrown) => told(BROKEN, thrown);
  const unanswered = (thrown) => told(UNANSWERED, thrown);

  /** Does what comes after some work. */
  const chain = (work, next, failed) => {
    try {
      Promise.resolve(work()).then(next).catch(failed);
    } catch (thrown) {
      failed(thrown);
    }
  };

  /** The signal that tells of a call which was given up; undefined where the runtime has no such thing. */
  const signal = () => {
    controller ??= newController();
    if (isDropped) controller?.abort();
    return controller?.signal;
  };

  const sent = () => {
    const [method, url, ...lines] = head.split("\n");
    const init = { method, headers: {}, redirect: "manual" };
    for (let at = 0; at + 1 < lines.length; at += 2) init.headers[lines[at]] = lines[at + 1];
    if (body !== undefined) init.body = body;
    // Called without `this`: Workers refuse it otherwise.
    if (!own) return fetch(url, Object.assign(init, unstored(url), { signal: signal() }));
    Object.defineProperty(init, SIGNAL_OF, { value: signal });
    return own(url, Object.defineProperty(init, "signal", SIGNAL));
  };

  const opened = (given) => {
    try {
      const { status: code, type, redirected, body, bodyUsed } = given;
      headers = given.headers;
      const isStatus = Number.isInteger(code) && code >= 0 && code < 1_000;
      if (!isStatus || typeof headers.get !== "function" || type === "error") return told(NO_RESPONSE);
      // Those that may be the user's own are read now, in the call's context. In Node, to look at the global Headers loads its fetch.
      if (tag(headers) !== "Headers") {
        headers = new Map(["retry-after", "retry-after-ms", "date"].map((name) => [name, header(headers, name)]));
      }
      response = given;
      status = redirected || type === "opaqueredirect" ? 0 : code;
      // Where fetch has no streams, as in React Native, there is no body to be seen.
      stream = body === undefined && typeof given.arrayBuffer === "function" ? given : body;
      // Nothing of a redirect is read.
      if (status === 0 || (status >= 300 && status < 400)) told(0);
      else if (bodyUsed) told(BROKEN);
      else if (!stream) told(ENDED);
      else read();
    } catch {
      told(NO_RESPONSE);
    }
  };

  const piece = () => {
    if (typeof stream.getReader === "function") {
      reader ??= stream.getReader();
      return reader.read();
    }
    if (!response) return { done: true };
    const last = response;
    response = undefined;
    return Promise.resolve(last.arrayBuffer()).then((value) => ({ value }));
  };
  const read = () => chain(piece, take, broken);
  const take = ({ done, value }) => {
    const before = held;
    if (done) return told(ENDED, before);
    const found = someBytes(value);
    if (found.length === 0) return read();
    if (isLong && !before) return told(0, found);
    held = found;
    // The first one may be all.
    return before ? told(0, before) : read();
  };

  context.run(() => isDropped || chain(sent, opened, unanswered));
  return {
    /** Asks for the next piece. */
    next(to) {
      const before = held;
      slot = to;
      isLong = true;
      held = undefined;
      if (before) told(0, before);
      else context.run(read);
    },
    /** Gives up what was not read. */
    drop(aborts) {
      slot = undefined;
      isDropped = aborts;
      context.unheard(() => reader?.cancel());
      if (aborts) context.run(() => controller?.abort());
    },
    /** What is read of the headers, as of a Response. */
    head: () => ({ headers: { get: (name) => header(headers, name) } }),
  };
}

function header(headers, name) {
  try {
    return headers.get(name);
  } catch {
    return null;
  }
}

const SIGNAL_OF = Symbol();

/** The signal of a request for a fetch of the user's own, made when somebody looks at it: whoever does not is spared its cost. */
const SIGNAL = {
  get() {
    return this[SIGNAL_OF]();
  },
  set(value) {
    Object.defineProperty(this, "signal", { value, writable: true });
  },
  configurable: true,
  enumerable: true,
};

const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);

/** The bytes of a view or a buffer, of whatever realm: those of a frame, of jsdom or of a vm context are instances of nothing here. */
function bytes(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return ["ArrayBuffer", "SharedArrayBuffer"].includes(tag(value)) ? new Uint8Array(value) : undefined;
}

/** What a Blob holds. That of older jsdom has no arrayBuffer(). */
function bufferOf(blob) {
  if (typeof blob.arrayBuffer === "function" || typeof FileReader === "undefined") return blob.arrayBuffer();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(blob);
  });
}

function someBytes(value) {
  const found = bytes(value);
  if (!found) throw new TypeError("these are no bytes");
  return found;
}

/**
 * Runs a part of the module. It may break off, for want of memory or of stack: that ends this part, and not what called it.
 *
 * @returns what it broke off with; undefined where it ran to its end
 */
export function guarded(work) {
  try {
    work();
    return undefined;
  } catch (trap) {
    return trap ?? new Error("the module broke off");
  }
}

/**
 * The ms since 1970 of an HTTP date: an IMF-fixdate, or one of the two older forms, which are written as that first. NaN for all else.
 *
 * Date.parse takes nearly everything, such as days that do not exist: so it must come out as it went in, with a year of four digits.
 */
export function httpDate(text) {
  const date = text
    .replace(
      /^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d\d)-(...)-(\d\d) (.{8} GMT)$/,
      (_, name, day, month, year, time) =>
        `${name.slice(0, 3)}, ${day} ${month} ${year < 70 ? 20 : 19}${year} ${time}`,
    )
    .replace(
      /^(...) (...) ([ \d]\d) (.{8}) (\d{4})$/,
      (_, name, month, day, time, year) => `${name}, ${day.replace(" ", "0")} ${month} ${year} ${time} GMT`,
    );
  const ms = Date.parse(date);
  return ms >= 0 && date.length === 29 && new Date(ms).toUTCString() === date ? ms : Number.NaN;
}

/** Tells after some time. Gives what ends the waiting; nothing where the runtime has no more timers. */
export function startTimer(ms, slot) {
  try {
    return setTimeout(tell, ms, slot, 0);
  } catch {
    return undefined;
  }
}

/** A member of an object that the user made; none where reading it fails. */
export function member(object, name) {
  try {
    return object[name];
  } catch {
    return undefined;
  }
}

const watched = new WeakMap();

/**
 * Tells the reason when the signal is aborted, also where it was before. However many calls share a signal, it has one listener: Node
 * warns of more than ten. Gives a function that ends the waiting; the last one leaves no listener behind.
 */
export function watch(signal, slot) {
  const reason = () => member(signal, "reason");
  if (member(signal, "aborted")) {
    tell(slot, 1, reason());
    return () => {};
  }
  let watch = watched.get(signal);
  if (!watch) {
    const ends = new Set();
    const listener = () => {
      for (const end of ends) end();
    };
    try {
      signal.addEventListener("abort", listener);
    } catch {
      return () => {};
    }
    watch = { ends, listener };
    watched.set(signal, watch);
  }
  const stop = () => {
    watch.ends.delete(end);
    if (watch.ends.size > 0 || watched.get(signal) !== watch) return;
    watched.delete(signal);
    try {
      signal.removeEventListener("abort", watch.listener);
    } catch {}
  };
  const end = () => {
    stop();
    tell(slot, 1, reason());
  };
  watch.ends.add(end);
  return stop;
}

/** The number that a text stands for; NaN for one that stands for none. */
export function parseNumber(text) {
  return text === "" ? Number.NaN : Number(text);
}

/** The shortest text that stands for a number. */
export function printNumber(number) {
  return String(number);
}
