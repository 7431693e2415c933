// @ts-check
// Puts the page together: finds the emulator, makes the clients, and hands them to the sections.

import { cardsSection } from "./cards.js";
import { setClock } from "./clock.js";
import { byId } from "./dom.js";
import { findEmulator } from "./emulator.js";
import { faultBench } from "./faults.js";
import { requestLog } from "./log.js";
import { setPictures } from "./pictures.js";
import { roomsSection } from "./rooms.js";
import { connectionForm } from "./settings.js";
import { signInSection } from "./sign-in.js";
import { usageSection } from "./usage.js";

const log = requestLog();
const emulator = await findEmulator(location);
if (emulator) {
  setClock(emulator.world.now);
  setPictures(emulator);
}

const signIn = signInSection(log);
const rooms = roomsSection(log);
const usage = usageSection(log);
const cards = cardsSection(log);

/** @param {import("roomkey").ClientEvent} event */
function onEvent(event) {
  log.onEvent(event);
  signIn.onEvent(event);
  cards.onEvent(event);
}

const connection = connectionForm(emulator, onEvent, ({ arctos, sConnector, airfob, sites }) => {
  signIn.connect(arctos);
  rooms.connect(sConnector);
  usage.connect(sConnector);
  cards.connect(airfob, sites);
});
if (emulator) faultBench(emulator, connection.useLicense);
connection.connect();
if (!emulator) byId("connection", HTMLDetailsElement).open = true;
