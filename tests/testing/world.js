// A world as the conformance suite knows it, over roomkey/testing: no process beside this one, and no socket.
//
// All emulators have the same hosts. So that many may be in one process behind one global fetch, a world's base URLs end in /w/N here, and
// the global fetch takes that off again.

import { World } from "../conformance/world.js";

const PREFIX = /^(https:\/\/[a-z-]+\.test)\/w\/(\d+)(\/.*)$/;

/** The emulators by their number. */
const emulators = new Map();
let made = 0;

/** Has the platform's fetch answer for the emulators; what is none of theirs goes where it went. */
export function answerGlobally() {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const [, origin, number, path] = PREFIX.exec(typeof input === "string" ? input : (input.url ?? input.href)) ?? [];
    if (origin === undefined) return fetch(input, init);
    const url = `${origin}${path}`;
    return emulators.get(number).fetch(typeof input === "string" ? url : new Request(url, input), init);
  };
}

class InMemory extends World {
  #emulator;
  #number;

  constructor(roomkey, emulator) {
    const number = String(made++);
    const { baseUrl, licenseKey } = emulator.arctos;
    const at = (url) => `${url}/w/${number}`;
    super(roomkey, {
      arctos: { baseUrl: at(baseUrl), licenseKey, licenses: emulator.licenses },
      sConnector: { baseUrl: at(emulator.sConnector.baseUrl), ...emulator.sConnector.credentials },
      airfob: { baseUrl: at(emulator.airfob.baseUrl), ...emulator.airfob.credentials },
    });
    this.#emulator = emulator;
    this.#number = number;
    emulators.set(number, emulator);
  }

  async fault(operation, fault, aim = {}) {
    return this.faults([{ ...aim, operation, fault }]);
  }

  async faults(rules) {
    this.#emulator.fault(...rules.map(({ fault, times, ...aim }) => ({ ...aim, ...counted(times), ...fault })));
  }

  async struck() {
    const left = this.#emulator.faults();
    if (left.length > 0) throw new Error(`${left.length} faults struck nothing: ${JSON.stringify(left[0])}`);
  }

  async heal() {
    this.#emulator.clearFaults();
  }

  async requests(operation) {
    const filter = operation === undefined ? undefined : { operation };
    return this.#emulator.requests(filter).map((each) => ({ status: null, operation: null, ...each }));
  }

  async forgetRequests() {
    this.#emulator.clearRequests();
  }

  async reset() {
    this.#emulator.reset();
  }

  async advance(ms) {
    this.#emulator.clock.advance({ ms });
    return { now: this.#emulator.clock.now() };
  }

  async forget() {
    this.#emulator.free();
    emulators.delete(this.#number);
  }
}

/** The control API says 0 for what is Infinity here. */
const counted = (times) => (times === undefined ? {} : { times: times === 0 ? Number.POSITIVE_INFINITY : times });

/** Makes worlds for `context` of the conformance suite. */
export const making = (roomkey, createEmulator) => async (now) =>
  new InMemory(roomkey, await createEmulator({ now, ticking: true, seed: made }));
