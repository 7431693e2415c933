// @ts-check
// The pictures that a service serves: from the network, or out of the emulator inside of the page.

/** @type {import("./emulator.js").Emulator | undefined} */
let emulator;
/** What was made of a picture's address. It lives as long as the page: a list is drawn anew with every key. @type {Map<string, string>} */
const made = new Map();

/** @param {import("./emulator.js").Emulator} given */
export function setPictures(given) {
  emulator = given;
}

/**
 * The address under which the page can show a picture.
 * @param {string} url
 * @returns {string | Promise<string>} rejects where there is no picture
 */
export function pictureAddress(url) {
  const fetch = emulator?.fetchFor(url);
  if (!fetch) return url;
  return made.get(url) ?? makeAddress(url, fetch);
}

/** @param {string} url @param {import("roomkey/testing").EmulatorFetch} fetch */
async function makeAddress(url, fetch) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`no picture: ${response.status}`);
  const picture = await response.blob();
  // It may be shown in two places at once.
  const address = made.get(url) ?? URL.createObjectURL(picture);
  made.set(url, address);
  return address;
}
