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
  call(call, self, args) {
    return this.attempt(() => call.apply(self, args));
  }

  /** Tells a listener; what it throws, or what its promise rejects with, must not end the call that it listens to. */
  tell(listener, event) {
    this.unheard(() => listener(event));
  }

  /** Ends an exchange. */
  abort(controller) {
    this.run(() => controller.abort());
  }

  /** Sends a request by the user's own fetch, or by the global one, and gives what `answer` does. Called without `this`: Workers refuse it otherwise. */
  send(own, url, method, headers, body, signal) {
    const lines = headers.split("\n");
    const init = { method, headers: {}, redirect: "manual" };
    for (let at = 0; at + 1 < lines.length; at += 2) init.headers[lines[at]] = lines[at + 1];
    if (body !== undefined) init.body = body;
    if (signal) init.signal = signal;
    const sent = () => (own === undefined ? fetch(url, { ...init, ...unstored(url) }) : own(url, init));
    return this.attempt(() => new Promise((resolve) => resolve(sent())).then(answer));
  }

  /** The bytes of a Blob. */
  readBlob(blob) {
    return this.attempt(() => new Promise((resolve) => resolve(bufferOf(blob))).then(someBytes));
  }
}

/** An AbortController; none where the runtime has no such thing. */
export function newController() {
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

/** Waits for a promise of this file's: `settled(fulfilled, value)`. Gives a function that ends the waiting, so that one which never settles holds nothing of the module. */
export function wait(promise, settled) {
  let told = settled;
  promise.then(
    (result) => told?.(true, result),
    (reason) => told?.(false, reason),
  );
  return () => {
    told = undefined;
  };
}

/** Ends a waiting that has begun. */
export function endWaiting(stop) {
  stop?.();
}

/** What a fetch gave, as plain data, since one that a user made up may throw when it is read; none where it is no Response. */
function answer(response) {
  try {
    const { status, headers, type, redirected, body, bodyUsed } = response;
    if (!(Number.isInteger(status) && status >= 0 && status < 1_000)) return undefined;
    if (typeof headers.get !== "function" || type === "error") return undefined;
    const hidden = redirected || type === "opaqueredirect";
    const names = ["retry-after", "retry-after-ms", "date"];
    const [retryAfter, retryAfterMs, date] = names.map((name) => header(headers, name));
    // Where fetch has no streams, as in React Native, there is no body to be seen.
    const seen = body === undefined && typeof response.arrayBuffer === "function" ? response : body;
    return { status: hidden ? 0 : status, body: seen, bodyUsed, retryAfter, retryAfterMs, date, response };
  } catch {
    return undefined;
  }
}

function header(headers, name) {
  try {
    return headers.get(name);
  } catch {
    return null;
  }
}

/** The bytes of a body, in pieces: as they come from a web stream, else (node-fetch has a stream of Node's) all at once. */
export class Chunks {
  #context;
  #body;
  #response;
  #reader;
  #isRead = false;

  constructor(context, { body, response }) {
    this.#context = context;
    this.#body = body;
    this.#response = response;
  }

  /** The next piece, a Uint8Array; undefined at the end. */
  next() {
    return this.#context.attempt(() =>
      new Promise((resolve) => resolve(this.#read())).then(({ done, value }) => (done ? undefined : someBytes(value))),
    );
  }

  #read() {
    if (typeof this.#body.getReader === "function") {
      this.#reader ??= this.#body.getReader();
      return this.#reader.read();
    }
    if (this.#isRead) return { done: true };
    this.#isRead = true;
    return new Promise((resolve) => resolve(this.#response.arrayBuffer())).then((value) => ({ done: false, value }));
  }

  /** Gives up what was not read. */
  cancel() {
    this.#context.unheard(() => this.#reader?.cancel());
  }
}

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

/** Tells after some time. Gives a function that ends the waiting; none where the runtime has no more timers. */
export function startTimer(ms, told) {
  try {
    const id = setTimeout(() => told(true), ms);
    return () => clearTimeout(id);
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
export function watch(signal, told) {
  const tell = () => told(false, member(signal, "reason"));
  if (member(signal, "aborted")) {
    tell();
    return () => {};
  }
  let watch = watched.get(signal);
  if (!watch) {
    const tells = new Set();
    const listener = () => {
      for (const tell of tells) tell();
    };
    try {
      signal.addEventListener("abort", listener);
    } catch {
      return () => {};
    }
    watch = { tells, listener };
    watched.set(signal, watch);
  }
  watch.tells.add(tell);
  return () => {
    watch.tells.delete(tell);
    if (watch.tells.size > 0 || watched.get(signal) !== watch) return;
    watched.delete(signal);
    try {
      signal.removeEventListener("abort", watch.listener);
    } catch {}
  };
}

/** The number that a text stands for; NaN for one that stands for none. */
export function parseNumber(text) {
  return text === "" ? Number.NaN : Number(text);
}

/** The shortest text that stands for a number. */
export function printNumber(number) {
  return String(number);
}
