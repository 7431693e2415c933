// @ts-check
// The flags of the program: those of the emulator's own, with the same words.

import { parseArgs } from "node:util";

export const HELP = `\
Arctos, S-Connector and Airfob, emulated from their documents alone.

Usage: roomkey-emulator [flags]

  --control-port N      the control API          (8700)
  --arctos-port N       Arctos                   (8701)
  --s-connector-port N  S-Connector              (8702)
  --airfob-port N       Airfob                   (8703)
  --page-dir DIR        also serve the static files of DIR
  --page-port N         on this port             (8080)
  --mount /PATH=DIR     and those of DIR under /PATH; may be repeated
  --exit-with-stdin     end when standard input ends

A port of 0 is any free one. When everything listens, one line of JSON on standard output says where.
`;

/**
 * @typedef {object} Flags
 * @property {{ control: number, arctos: number, sConnector: number, airfob: number }} ports
 * @property {Page} [page]
 * @property {boolean} exitWithStdin
 */
/**
 * A page of static files.
 * @typedef {object} Page
 * @property {number} port
 * @property {string} dir
 * @property {[path: string, dir: string][]} mounts further directories, by the path that they appear under
 */

/** @type {Record<string, { type: "string" | "boolean", short?: string }>} */
const KNOWN = {
  "control-port": { type: "string" },
  "arctos-port": { type: "string" },
  "s-connector-port": { type: "string" },
  "airfob-port": { type: "string" },
  "page-dir": { type: "string" },
  "page-port": { type: "string" },
  mount: { type: "string" },
  "exit-with-stdin": { type: "boolean" },
  help: { type: "boolean", short: "h" },
};

/**
 * What the command line asks for.
 * @param {string[]} args
 * @returns {Flags | undefined} nothing if it asks for help
 */
export function parse(args) {
  /** @type {Record<string, number>} */
  const ports = { "control-port": 8700, "arctos-port": 8701, "s-connector-port": 8702, "airfob-port": 8703 };
  let exitWithStdin = false;
  let pagePort;
  let pageDir;
  /** @type {[string, string][]} */
  const mounts = [];

  // In its own words parseArgs would speak of positional arguments, of which there are none.
  const { tokens } = parseArgs({ args, options: KNOWN, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === "positional") throw new Error(`unexpected argument "${token.value}"`);
    if (token.kind === "option-terminator") continue;
    const { name, rawName, value } = token;
    const type = Object.hasOwn(KNOWN, name) ? KNOWN[name]?.type : undefined;
    if (!type) throw new Error(`invalid option '${rawName}'`);
    if (type === "string" && value === undefined) throw new Error(`missing argument for option '${rawName}'`);
    if (type === "boolean" && value !== undefined) {
      throw new Error(`unexpected argument for option '${rawName}': "${value}"`);
    }
    if (name === "help") return undefined;
    if (name === "exit-with-stdin") exitWithStdin = true;
    else if (name === "page-dir") pageDir = value;
    else if (name === "mount") mounts.push(mount(String(value)));
    else if (name === "page-port") pagePort = port(rawName, String(value));
    else ports[name] = port(rawName, String(value));
  }
  if (pageDir === undefined && (pagePort !== undefined || mounts.length > 0)) {
    throw new Error("--page-port and --mount need --page-dir");
  }
  return {
    ports: {
      control: Number(ports["control-port"]),
      arctos: Number(ports["arctos-port"]),
      sConnector: Number(ports["s-connector-port"]),
      airfob: Number(ports["airfob-port"]),
    },
    ...(pageDir === undefined ? {} : { page: { port: pagePort ?? 8080, dir: pageDir, mounts } }),
    exitWithStdin,
  };
}

/** @param {string} flag @param {string} text */
function port(flag, text) {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= 65_535)) throw new Error(`cannot parse argument "${text}" for option '${flag}': no port`);
  return number;
}

/** @param {string} text @returns {[string, string]} */
function mount(text) {
  const at = text.indexOf("=");
  const path = text.slice(0, at).replace(/\/+$/, "");
  const dir = text.slice(at + 1);
  if (at < 0 || !path.startsWith("/") || dir === "") {
    throw new Error(`cannot parse argument "${text}" for option '--mount': a mount looks like /path=directory`);
  }
  return [path, dir];
}
