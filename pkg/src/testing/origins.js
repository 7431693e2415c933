// @ts-check
// Where the emulated services are: hosts that cannot exist.

/** @typedef {"arctos" | "sConnector" | "airfob"} Service */

/** @type {Readonly<Record<Service, string>>} */
export const ORIGINS = Object.freeze({
  arctos: "https://arctos.test",
  sConnector: "https://s-connector.test",
  airfob: "https://airfob.test",
});

/**
 * @param {URL} url
 * @returns {Service | undefined}
 */
export function serviceAt(url) {
  const services = /** @type {Service[]} */ (Object.keys(ORIGINS));
  return services.find((service) => ORIGINS[service] === url.origin);
}
