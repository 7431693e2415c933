// The program roomkey-emulator of the npm package: its flags, what its faults look like at a socket, the files that it serves, its end.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { quietly, read, run, temporaryFolder } from "../package/support.mjs";
import { installProgram, start } from "./program.mjs";

const { project, program } = await installProgram();
const script = join(project, "main.mjs");
await writeFile(script, 'export * from "roomkey";\n');
const { AirfobClient, ArctosClient, SConnectorClient } = await import(pathToFileURL(script));

const emulator = await start(program);
after(() => emulator.end());

/** Runs it to its end: `{ code, stdout, stderr }`. */
const ended = (...flags) =>
  promisify(execFile)(program, flags, { env: quietly() }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );

const FREE = ["--control-port=0", "--arctos-port=0", "--s-connector-port=0", "--airfob-port=0"];

/** @param {string} url @param {string} [method] @param {unknown} [body] */
async function ask(url, method = "GET", body) {
  const response = await fetch(url, { method, body: body === undefined ? undefined : JSON.stringify(body) });
  return { status: response.status, headers: response.headers, told: await response.json() };
}

/** A world for one test. */
const makeWorld = async (wish) => (await ask(`${emulator.control}/worlds`, "POST", wish ?? {})).told;
const fault = async (world, rule) => assert.equal((await ask(`${world.control}/faults`, "POST", rule)).status, 200);

/** Sends these bytes on a connection of its own: what came back up to its end, and whether it is `open` still when `enough` of it came. */
async function raw(origin, text, enough = () => false) {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.write(text);
  let answer = "";
  try {
    for await (const piece of socket.setEncoding("latin1")) {
      answer += piece;
      if (enough(answer)) return { answer, open: true };
    }
  } catch (error) {
    return { answer, open: false, code: error.code };
  }
  return { answer, open: false };
}

/** A request for the S-Connector's licence: its refusal, without a token, is an answer too. */
const asking = (world, headers = "") =>
  `GET ${new URL(world.sConnector.baseUrl).pathname}/v1/info HTTP/1.1\r\nhost: x\r\n${headers}\r\n`;
/** The same by fetch. */
const get = (world, init) => fetch(`${world.sConnector.baseUrl}/v1/info`, init);

test("--help tells the flags, which are those of the native emulator", async () => {
  const native = /const HELP: &str = "\\\n(.*?)";/s.exec(read("emulator/src/main.rs"))[1];
  for (const flag of ["--help", "-h"]) {
    assert.deepEqual(await ended(flag), { code: 0, stdout: native, stderr: "" });
  }
});

test("npx finds it by its name", async () => {
  const { stdout } = await run("npx", ["--offline", "-p", "roomkey", "roomkey-emulator", "--help"], { cwd: project });
  assert.match(stdout, /^Arctos, S-Connector and Airfob/);
});

test("a command line that makes no sense is told in words, with the exit code 2", async () => {
  for (const [flags, words] of [
    [["--arctos-prot=1"], "invalid option '--arctos-prot'"],
    [["-x"], "invalid option '-x'"],
    [["--toString"], "invalid option '--toString'"],
    [["--arctos-port"], "missing argument for option '--arctos-port'"],
    [["--arctos-port", "http"], "cannot parse argument \"http\" for option '--arctos-port': no port"],
    [["--arctos-port=65536"], "cannot parse argument \"65536\" for option '--arctos-port': no port"],
    [["--exit-with-stdin=yes"], "unexpected argument for option '--exit-with-stdin': \"yes\""],
    [["start"], 'unexpected argument "start"'],
    [["--page-port=0"], "--page-port and --mount need --page-dir"],
    [["--mount=/pkg=pkg"], "--page-port and --mount need --page-dir"],
    [
      ["--page-dir=.", "--mount=pkg"],
      "cannot parse argument \"pkg\" for option '--mount': a mount looks like /path=directory",
    ],
    [
      ["--page-dir=.", "--mount=/=pkg"],
      "cannot parse argument \"/=pkg\" for option '--mount': a mount looks like /path=directory",
    ],
  ]) {
    const stderr = `roomkey-emulator: ${words} (--help lists the flags)\n`;
    assert.deepEqual(await ended(...flags), { code: 2, stdout: "", stderr });
  }
});

test("a port that is taken is an error that names the flag", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address();
  const told = await ended(...FREE.slice(0, 3), `--airfob-port=${port}`);
  taken.close();
  const stderr = `roomkey-emulator: --airfob-port ${port}: cannot listen there: address already in use\n`;
  assert.deepEqual(told, { code: 1, stdout: "", stderr });
});

test("without flags it has the ports that the help says", async (t) => {
  const child = spawn(program, { env: quietly(), stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => child.kill());
  const first = ({ stdout, stderr }) => Promise.race([once(stdout, "data"), once(stderr, "data")]);
  const told = String((await first(child))[0]);
  const ports = [8700, 8701, 8702, 8703];
  const [control, arctos, sConnector, airfob] = ports.map((port) => `http://127.0.0.1:${port}`);
  if (told.startsWith("{")) assert.deepEqual(JSON.parse(told), { control, arctos, sConnector, airfob, page: null });
  // Where another emulator has them.
  else assert.match(told, /--(control-port 8700|arctos-port 8701|s-connector-port 8702|airfob-port 8703): /);
});

test("it listens on this machine alone", async (t) => {
  const others = Object.values(networkInterfaces())
    .flat()
    .filter(({ internal, family }) => !internal && family === "IPv4");
  if (others.length === 0) return t.skip("this machine has no other address");
  for (const origin of [emulator.control, emulator.arctos, emulator.sConnector, emulator.airfob]) {
    const socket = connect(Number(new URL(origin).port), others[0].address);
    const [error] = await once(socket, "error");
    assert.equal(error.code, "ECONNREFUSED", origin);
  }
});

test("worlds are made, moved and forgotten by the control API, each with its own clock and records", async () => {
  const world = await makeWorld({ now: 1_600_000_000_000 });
  assert.equal(world.sConnector.baseUrl, `${emulator.sConnector}/w/${world.id}`);
  assert.equal(world.control, `${emulator.control}/worlds/${world.id}`);
  const { told: clock, headers } = await ask(`${world.control}/clock`, "POST", { advanceMs: 60_000 });
  assert.ok(clock.now >= 1_600_000_060_000 && clock.now < 1_600_000_120_000, clock.now);
  assert.equal(headers.get("access-control-allow-origin"), "*");

  assert.equal((await get(world)).status, 401);
  const [record] = (await ask(`${world.control}/requests`)).told;
  assert.deepEqual([record.operation, record.path, record.status], ["getLicense", "/v1/info", 401]);
  assert.deepEqual((await ask(`${(await makeWorld()).control}/requests`)).told, []);

  assert.equal((await ask(world.control, "DELETE")).status, 200);
  assert.equal((await get(world)).status, 404);
  assert.equal((await ask(`${emulator.control}/worlds`, "POST", { now: "noon" })).status, 400);
});

test("roomkey signs in, looks at rooms and issues a card through it", async () => {
  const { arctos, sConnector, airfob } = await makeWorld();
  const { baseUrl, licenseKey } = arctos;
  const { identity } = await new ArctosClient({ baseUrl, licenseKey }).signIn({ userId: "u-1", role: "MODERATOR" });
  assert.deepEqual([identity.userId, identity.role], ["1010000010", "MODERATOR"]);

  const { accessKey, secretKey } = sConnector;
  const rooms = new SConnectorClient({ baseUrl: sConnector.baseUrl, credentials: { accessKey, secretKey } });
  assert.equal((await rooms.getLicense()).roomLimit, 10);
  assert.ok((await rooms.listSessions()).some(({ roomName }) => roomName === "room_name"));

  const { email, password } = airfob;
  const cards = new AirfobClient({ baseUrl: airfob.baseUrl, credentials: { email, password } });
  const portrait = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const user = { userKey: "u-1", email: "kim@example.com", meta: { name: "김모카" }, portrait };
  const card = { number: "8352800", startDate: new Date(), endDate: Date.now() + 86_400_000 };
  const made = await cards.createUserWithCard({ siteId: "0", user, card });
  assert.deepEqual(made.meta, { name: "김모카" });
  const picture = await fetch(made.portrait);
  assert.deepEqual(new Uint8Array(await picture.arrayBuffer()), portrait);
});

test("a late answer comes no sooner than it was told to", async () => {
  const world = await makeWorld();
  await fault(world, { type: "delay", ms: 80 });
  const begun = performance.now();
  const response = await get(world);
  assert.ok(performance.now() - begun >= 80);
  assert.equal(response.status, 401);
  assert.equal((await response.json()).status, false);
});

test("a request that hangs gets nothing, on a connection that stays open", async () => {
  const world = await makeWorld();
  await fault(world, { type: "hang" });
  const signal = AbortSignal.timeout(200);
  await assert.rejects(get(world, { signal }), { name: "TimeoutError" });
  assert.equal((await get(world)).status, 401);
});

test("a body that hangs comes after its headers, which promise it", async () => {
  const world = await makeWorld();
  await fault(world, { type: "hangBody" });
  const { answer, open } = await raw(emulator.sConnector, asking(world), (answer) => answer.includes("\r\n\r\n"));
  assert.match(answer, /^HTTP\/1\.1 401 .*\r\ncontent-length: [1-9]\d*\r\n.*\r\n\r\n$/s);
  assert.ok(open);
});

test("a body drips a byte at a time", async () => {
  const world = await makeWorld();
  await fault(world, { type: "drip", ms: 5 });
  const begun = performance.now();
  const response = await get(world);
  const sizes = [];
  for await (const piece of response.body) sizes.push(piece.length);
  const length = Number(response.headers.get("content-length"));
  assert.equal(
    sizes.reduce((sum, size) => sum + size),
    length,
  );
  assert.ok(sizes.length > length / 2, `${sizes.length} pieces`);
  assert.ok(performance.now() - begun >= 5 * length);
});

test("a body is cut after so many bytes, at none as well", async () => {
  const world = await makeWorld();
  for (const bytes of [10, 0, 1000]) {
    await fault(world, { type: "cut", bytes });
    const { answer, open } = await raw(emulator.sConnector, asking(world));
    const [head, body] = answer.split("\r\n\r\n");
    const promised = Number(/^content-length: (\d+)$/m.exec(head)[1]);
    assert.equal(open, false);
    assert.ok(promised > body.length && promised > bytes, answer);
    if (bytes < 1000) assert.equal(body.length, bytes);
    else assert.doesNotThrow(() => JSON.parse(body));
    await fault(world, { type: "cut", bytes });
    await assert.rejects(get(world).then((response) => response.text()));
  }
});

test("a connection is closed without an answer, whether or not the service saw the request", async () => {
  const world = await makeWorld();
  for (const type of ["reset", "lost"]) {
    await fault(world, { type });
    assert.deepEqual(await raw(emulator.sConnector, asking(world)), { answer: "", open: false });
    await fault(world, { type });
    await assert.rejects(get(world), { message: "fetch failed" });
    assert.equal((await ask(`${world.control}/requests`)).told.at(-1).status, null);
  }
  assert.equal((await get(world)).status, 401);
});

test("a flood is a JSON string of so many bytes, without a length", async () => {
  const world = await makeWorld();
  for (const bytes of [2, 3, 64 << 10, (64 << 10) + 1, 3_000_001]) {
    await fault(world, { type: "big", bytes });
    const response = await get(world);
    assert.equal(response.headers.get("content-length"), null);
    const text = await response.text();
    assert.equal(text.length, bytes);
    assert.match(JSON.parse(text), /^a*$/);
  }
});

test("a flood that nobody reads to its end does no harm", async () => {
  const world = await makeWorld();
  await fault(world, { type: "big", bytes: 4_000_000_000 });
  const reader = (await get(world)).body.getReader();
  assert.ok((await reader.read()).value.length > 0);
  await reader.cancel();
  assert.equal((await get(world)).status, 401);
});

test("answers that a fault makes up come as they were told, with their headers", async () => {
  const world = await makeWorld();
  await fault(world, { type: "status", status: 503, headers: { "retry-after": "7", "x-two": "b" }, body: { no: 1 } });
  const busy = await get(world, { headers: { origin: "http://127.0.0.1:1" } });
  assert.equal(busy.status, 503);
  assert.equal(busy.headers.get("retry-after"), "7");
  assert.equal(busy.headers.get("access-control-allow-origin"), "http://127.0.0.1:1");
  assert.deepEqual(await busy.json(), { no: 1 });
  for (const status of [204, 205, 304, 599]) {
    await fault(world, { type: "empty", status });
    const { answer } = await raw(emulator.sConnector, asking(world, "connection: close\r\n"));
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} [^]*\r\n\r\n$`));
  }
  await fault(world, { type: "redirect", status: 302 });
  assert.equal((await get(world, { redirect: "manual" })).headers.get("location"), "/elsewhere");
  await fault(world, { type: "garbage" });
  assert.throws(() => new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from("\x9f", "latin1")));
  assert.deepEqual(new Uint8Array(await (await get(world)).arrayBuffer()).slice(0, 2), new Uint8Array([0x9f, 0xc3]));
});

test("a request of a page gets a connection of its own, and any other one is kept", async () => {
  const world = await makeWorld();
  const page = await raw(emulator.sConnector, asking(world, "origin: http://127.0.0.1:1\r\n"));
  assert.match(page.answer, /\r\nconnection: close\r\n/);
  const twice = asking(world) + asking(world);
  const { answer, open } = await raw(emulator.sConnector, twice, (answer) => answer.split("HTTP/1.1 401").length === 3);
  assert.doesNotMatch(answer, /connection: close/i);
  assert.ok(open);
});

test("a preflight is granted for what is documented, and for nothing else", async () => {
  const world = await makeWorld();
  const preflight = (headers) =>
    fetch(`${world.sConnector.baseUrl}/v1/auth`, {
      method: "OPTIONS",
      headers: {
        origin: "http://127.0.0.1:1",
        "access-control-request-method": "POST",
        "access-control-request-headers": headers,
      },
    });
  assert.equal((await preflight("content-type")).headers.get("access-control-allow-origin"), "http://127.0.0.1:1");
  assert.equal((await preflight("x-trace")).headers.get("access-control-allow-origin"), null);
});

test("a header that is no ASCII reaches the service as the bytes that it is", async () => {
  const world = await makeWorld();
  await raw(emulator.sConnector, Buffer.from(asking(world, "x-name: 김\r\nconnection: close\r\n")));
  const [{ headers, undocumented }] = (await ask(`${world.control}/requests`)).told;
  assert.equal(headers["x-name"], "김");
  assert.deepEqual(undocumented, ["header x-name"]);
});

test("a request that is no request is refused, and others go on", async () => {
  const { answer } = await raw(emulator.sConnector, "GET http://[ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  assert.match(answer, /^HTTP\/1\.1 400 /);
  assert.match((await raw(emulator.control, "nonsense\r\n\r\n")).answer, /^HTTP\/1\.1 400 /);
  assert.equal((await ask(`${emulator.control}/worlds/default`)).status, 200);
});

test("a body of 32 MiB is taken in, and a larger one is refused in words", { timeout: 60_000 }, async () => {
  const world = await makeWorld();
  const post = (size) => fetch(`${world.sConnector.baseUrl}/v1/auth`, { method: "POST", body: new Uint8Array(size) });
  const taken = await post(32 << 20);
  assert.equal(taken.status, 415);
  await taken.text();
  const refused = await post((32 << 20) + 1);
  assert.equal(refused.status, 413);
  assert.equal(await refused.text(), "the request's body could not be read, or is too large");
});

test("a client that goes in the middle of its request does no harm", async () => {
  const { hostname, port } = new URL(emulator.sConnector);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  await promisify(socket.write.bind(socket))("POST /v1/auth HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf");
  socket.resetAndDestroy();
  assert.equal((await ask(`${emulator.control}/worlds/default`)).status, 200);
});

/** A folder of files, one beside it, and the program that serves it. */
async function servePage(t) {
  const folder = temporaryFolder();
  const [page, other] = [join(folder, "page"), join(folder, "other")];
  await mkdir(join(page, "deep"), { recursive: true });
  await mkdir(join(other, "inner"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(page, "index.html"), "<h1>hello</h1>");
  await writeFile(join(page, "a b ü.txt"), "spaces");
  await writeFile(join(page, "deep/index.html"), "deep");
  await writeFile(join(other, "roomkey.js"), "export {}");
  await writeFile(join(other, "inner/roomkey.wasm"), "\0asm");
  await symlink(join(other, "roomkey.js"), join(page, "linked.js"));
  const flags = ["--page-port=0", "--page-dir", page, `--mount=/pkg=${other}`, `--mount=/pkg/in/=${other}/inner`];
  const running = await start(program, flags);
  t.after(() => running.end());
  return running;
}

/** fetch tidies paths up, and this does not. */
async function fetchAsItIs(origin, path, { method = "GET", headers } = {}) {
  const { hostname, port } = new URL(origin);
  const asked = request({ host: hostname, port, path, method, headers, agent: false }).end();
  const [response] = await once(asked, "response");
  let text = "";
  for await (const piece of response.setEncoding("utf8")) text += piece;
  return { status: response.statusCode, headers: response.headers, text };
}

test("a page is served with its mounts, its types and the default world", async (t) => {
  const { page, control } = await servePage(t);
  for (const [path, type, text] of [
    ["/", "text/html", "<h1>hello</h1>"],
    ["/index.html?x=../y", "text/html", "<h1>hello</h1>"],
    ["/a%20b%20%C3%BC.txt", "text/plain", "spaces"],
    ["/deep/", "text/html", "deep"],
    ["/linked.js", "text/javascript", "export {}"],
    ["/pkg/roomkey.js", "text/javascript", "export {}"],
    ["/pkg/inner/roomkey.wasm", "application/wasm", "\0asm"],
    ["/pkg/in/roomkey.wasm", "application/wasm", "\0asm"],
  ]) {
    const found = await fetchAsItIs(page, path);
    assert.deepEqual([found.status, found.text], [200, text], path);
    assert.equal(found.headers["content-type"].split(";")[0], type, path);
    assert.equal(found.headers["cache-control"], "no-cache");
    const head = await fetchAsItIs(page, path, { method: "HEAD" });
    assert.deepEqual([head.status, head.headers["content-length"], head.text], [200, String(text.length), ""], path);
    const headers = { "if-modified-since": found.headers["last-modified"] };
    assert.equal((await fetchAsItIs(page, path, { headers })).status, 304, path);
  }
  assert.equal((await fetchAsItIs(page, "/emulator.json", { method: "HEAD" })).status, 200);
  const world = JSON.parse((await fetchAsItIs(page, "/emulator.json")).text);
  assert.deepEqual([world.id, world.control], ["default", `${control}/worlds/default`]);
  assert.equal((await fetchAsItIs(page, "/deep")).headers.location, "./deep/");
  assert.equal((await fetchAsItIs(page, "/", { method: "POST" })).status, 405);
});

test("no path leads out of the page's folders", async (t) => {
  const { page } = await servePage(t);
  for (const path of [
    "/../secret.txt",
    "/deep/../../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "/pkg/../secret.txt",
    "/pkg/..%2f..%2fsecret.txt",
    "/pkg%2f..%2f..%2fsecret.txt",
    "//..//secret.txt",
    "/%00",
    "/%",
    "/nothing",
    "/index.html/",
    "/pkg",
    "/pkgs/roomkey.js",
  ]) {
    const { status, text } = await fetchAsItIs(page, path);
    assert.ok(path === "/pkg" ? status === 307 : status === 404, `${path}: ${status}`);
    assert.equal(text, "", path);
  }
});

test("it ends with its standard input, and well when it is told to", async () => {
  const one = await start(program);
  one.end();
  assert.deepEqual(await one.ended, [0, null]);
  for (const signal of ["SIGTERM", "SIGINT"]) {
    const other = await start(program);
    // With a request under way.
    await ask(`${other.control}/worlds/default/faults`, "POST", { type: "hang" });
    const hanging = fetch(`${other.sConnector}/v1/info`).catch(() => "closed");
    process.kill(other.pid, signal);
    assert.deepEqual(await other.ended, [0, null], signal);
    assert.equal(await hanging, "closed");
  }
});

test("the script holds no second copy of the module", () => {
  assert.ok(read("pkg/roomkey-emulator.js").length < 60_000);
});
