// @ts-check
// The connection: whose services, with which keys. The clients are made here, and the keys stay here.

import { AirfobClient, ArctosClient, isRoomkeyError, SConnectorClient } from "roomkey";
import { announce, byId, within } from "./dom.js";
import { clearFailure, markArgument, showFailure } from "./failure-panel.js";

/**
 * The clients of one connection; a service that was left empty has none. The sites are known of an emulator only.
 * @typedef {{ arctos?: ArctosClient, sConnector?: SConnectorClient, airfob?: AirfobClient, sites?: import("./emulator.js").Site[] }} Clients
 */

/** Short enough to see a service hang; a real page may want the default of 30 s. */
const TIMEOUT_MS = 10_000;

/**
 * @param {import("./emulator.js").Emulator | undefined} emulator fills in the form, if there is one
 * @param {(event: import("roomkey").ClientEvent) => void} onEvent
 * @param {(clients: Clients) => void} onConnect
 */
export function connectionForm(emulator, onEvent, onConnect) {
  const world = emulator?.world;
  const form = byId("connection-form", HTMLFormElement);
  const failure = byId("connection-failure");
  const demoKeys = byId("demo-keys");

  /** @type {{ options: string, client: ArctosClient } | undefined} */
  let arctos;
  /** @type {{ options: string, client: SConnectorClient } | undefined} */
  let sConnector;
  /** @type {{ options: string, client: AirfobClient } | undefined} */
  let airfob;

  /** @param {string} name */
  const value = (name) => within(form, `[name="${name}"]`, HTMLInputElement).value.trim();

  /** @param {Record<string, string>} values */
  function fill(values) {
    for (const [name, text] of Object.entries(values)) within(form, `[name="${name}"]`, HTMLInputElement).value = text;
  }

  function fillDemoKeys() {
    if (!world) return;
    fill({
      arctosBaseUrl: world.arctos.baseUrl,
      licenseKey: world.arctos.licenseKey,
      sConnectorBaseUrl: world.sConnector.baseUrl,
      accessKey: world.sConnector.accessKey,
      secretKey: world.sConnector.secretKey,
      airfobBaseUrl: world.airfob.baseUrl,
      airfobEmail: world.airfob.email,
      airfobPassword: world.airfob.password,
    });
  }

  /**
   * @template {object} Options
   * @template Client
   * @param {new (options: Options) => Client} Type
   * @param {Options | undefined} options undefined: not enough was entered
   * @param {{ options: string, client: Client } | undefined} before kept if nothing changed, with its token
   */
  function make(Type, options, before) {
    if (!options) return undefined;
    const told = JSON.stringify(options);
    return before?.options === told ? before : { options: told, client: new Type(options) };
  }

  /** What goes to an emulator inside of the page goes by its fetch, and all else by the platform's. @param {string | undefined} url */
  function by(url) {
    const fetch = url && emulator?.fetchFor(url);
    return fetch ? { fetch } : {};
  }

  function connect() {
    clearFailure(failure);
    const common = { dangerouslyAllowBrowser: true, timeoutMs: TIMEOUT_MS, onEvent };
    const [arctosUrl, licenseKey] = [value("arctosBaseUrl"), value("licenseKey")];
    // A key that is left out is for a gateway to add; one that is empty would be a mistake.
    const key = licenseKey ? { licenseKey } : {};
    const sConnectorUrl = value("sConnectorBaseUrl") || undefined;
    const [accessKey, secretKey] = [value("accessKey"), value("secretKey")];
    const airfobUrl = value("airfobBaseUrl") || undefined;
    const [email, password] = [value("airfobEmail"), value("airfobPassword")];
    const before = { arctos, sConnector, airfob };
    try {
      arctos = make(
        ArctosClient,
        arctosUrl ? { ...common, ...by(arctosUrl), baseUrl: arctosUrl, ...key } : undefined,
        arctos,
      );
      sConnector = make(
        SConnectorClient,
        accessKey && secretKey
          ? { ...common, ...by(sConnectorUrl), baseUrl: sConnectorUrl, credentials: { accessKey, secretKey } }
          : undefined,
        sConnector,
      );
      airfob = make(
        AirfobClient,
        email && password
          ? { ...common, ...by(airfobUrl), baseUrl: airfobUrl, credentials: { email, password } }
          : undefined,
        airfob,
      );
    } catch (error) {
      byId("connection", HTMLDetailsElement).open = true;
      showFailure(failure, error);
      if (isRoomkeyError(error)) markArgument(failure, within(form, `[data-service="${error.service}"]`), error);
      return false;
    }
    describe();
    const sites = world && airfobUrl === world.airfob.baseUrl ? world.airfob.sites : undefined;
    onConnect({ arctos: arctos?.client, sConnector: sConnector?.client, airfob: airfob?.client, sites });
    if (before.arctos !== arctos) before.arctos?.client.free();
    if (before.sConnector !== sConnector) before.sConnector?.client.free();
    if (before.airfob !== airfob) before.airfob?.client.free();
    return true;
  }

  function describe() {
    const urls = [
      arctos && new URL(value("arctosBaseUrl"), location.href),
      sConnector && new URL(value("sConnectorBaseUrl") || "https://api.interwater.biz", location.href),
      airfob && new URL(value("airfobBaseUrl") || "https://api.mc.mocainc.com", location.href),
    ].filter((url) => url !== undefined);
    const hosts = urls.map(({ host }) => host);
    const demo = world && value("arctosBaseUrl") === world.arctos.baseUrl;
    byId("connection-summary").textContent =
      hosts.length === 0 ? "Not connected" : `${demo ? "Emulator, demo keys" : "Your hosts"}: ${hosts.join(", ")}`;
    if (emulator?.isInPage) describeInPage(urls.filter(({ href }) => !emulator.fetchFor(href)).map(({ host }) => host));
  }

  /** What is said at the top of a page that has its emulator inside. @param {string[]} real hosts that are asked over the network */
  function describeInPage(real) {
    const banner = byId("in-page");
    banner.hidden = false;
    banner.textContent =
      real.length === 0
        ? "Nothing here is real, and nothing is sent: the services are emulated inside this page. Its people, rooms, cards and keys are invented, and what you change is gone when you reload."
        : `Requests are sent to the hosts that you entered: ${[...new Set(real)].join(", ")}. What else the page needs is emulated inside it.`;
    byId("talks-to").textContent =
      real.length === 0
        ? "talks to an emulator of the services, inside the page"
        : "talks to the services that you entered";
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (connect()) announce("Connected");
  });
  demoKeys.addEventListener("click", () => {
    fillDemoKeys();
    if (connect()) announce("Connected with the demo keys");
  });

  demoKeys.hidden = !world;
  within(form, "[type=submit]", HTMLButtonElement).disabled = false;
  byId("connection-hint").textContent = emulator?.isInPage
    ? "The services are emulated inside this page; the emulator’s invented demo keys are filled in. Enter a real base URL and real keys to use the services themselves."
    : world
      ? "An emulator of the services answers on this machine; its invented demo keys are filled in. Enter a real base URL and real keys to use the services themselves."
      : "No emulator answers on this machine. Enter the base URL and keys of the real services, or start the emulator with “cargo xtask demo” and reload.";
  fillDemoKeys();

  return {
    connect,
    /** @param {string} licenseKey */
    useLicense(licenseKey) {
      fill({ licenseKey });
      connect();
    },
  };
}
