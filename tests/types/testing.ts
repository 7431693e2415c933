// What a test of a user's own compiles: roomkey/testing, with every member.

import type { AirfobOptions, ArctosOptions, SConnectorOptions } from "roomkey";
import { AirfobClient, ArctosClient, SConnectorClient } from "roomkey";
import {
  createEmulator,
  type Emulator,
  type EmulatorData,
  type EmulatorFetch,
  type EmulatorOptions,
  type Fault,
  type PlaywrightPage,
  type ReceivedRequest,
} from "roomkey/testing";

const data: EmulatorData = {
  license: { domain: "https://own.test", roomLimit: 3, enabled: true },
  sessions: [{ roomName: "a", status: "ON_GOING", userCount: 2 }],
  usage: [{ roomName: "a", sessionTimeSecond: 60, createdAt: "2026-01-14T03:00:00.000Z" }],
  sites: [
    {
      siteId: "7",
      cardType: "REGULAR",
      format: "ASCII",
      contact: "PHONE",
      users: [{ userKey: "E-1", meta: { a: 1 } }],
    },
  ],
};
const options: EmulatorOptions = { now: new Date(0), ticking: true, seed: 2, data };

export async function use(page: PlaywrightPage) {
  using emulator: Emulator = await createEmulator(options);
  const arctos: ArctosOptions = emulator.arctos;
  const sConnector: SConnectorOptions = emulator.sConnector;
  const airfob: AirfobOptions = emulator.airfob;
  new ArctosClient(emulator.arctos);
  new SConnectorClient({ ...emulator.sConnector, timeoutMs: 1000 });
  new AirfobClient(emulator.airfob);
  new ArctosClient({ ...emulator.arctos, licenseKey: emulator.licenses.expired });
  const fault: Fault = { type: "status", status: 503, times: Number.POSITIVE_INFINITY };
  emulator.fault(fault, { service: "airfob", operation: "login", after: 1, type: "delay", ms: 5 });
  const left: Fault[] = emulator.faults();
  emulator.clearFaults();
  emulator.clearRequests();
  emulator.clock.set("2026-01-14");
  emulator.clock.advance({ days: 1, hours: 1, minutes: 1, seconds: 1, ms: 1 });
  const time: number = emulator.clock.now();
  const requests: ReceivedRequest[] = emulator.requests({ service: "arctos", operation: "getAuthCode" });
  const status: number | undefined = requests[0]?.status;
  emulator.update({ sessions: [] });
  emulator.reset();
  const own: EmulatorFetch = emulator.fetch;
  globalThis.fetch = emulator.fetch;
  const answered: Response = await own(new URL("https://arctos.test/"), { method: "POST" });
  const handlers: string[] = emulator.handlers({ all: (path) => String(path) });
  await emulator.route(page);
  emulator.free();
  // @ts-expect-error: there is no such option
  await createEmulator({ sede: 1 });
  // @ts-expect-error: a key is that of a license
  emulator.licenses.valid;
  return { left, arctos, sConnector, airfob, time, status, answered, handlers };
}
