// The documents: what they name exists, what they link to is there, and the code of the READMEs compiles and runs as it is written.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { consumers } from "../consumers/consumers.mjs";
import { run, tsc } from "../package/support.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Every file below a folder of the project, but what is installed or built. */
function files(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return ["node_modules", "target", ".git"].includes(entry.name) ? [] : files(path);
  });
}

const read = (path) => readFileSync(join(root, path), "utf8");
const documents = files(".").filter((path) => path.endsWith(".md"));

test("every test that docs/reliability.md names is there", () => {
  const tests = ["src", "json", "tests", "emulator/tests"]
    .flatMap(files)
    .filter((path) => /\.(rs|m?js|ts)$/.test(path) && !path.endsWith("docs.test.mjs"))
    .map(read)
    .join("\n");
  const names = [...tests.matchAll(/(?:name: |\btest\(\s*)(?:"([^"]+)"|`([^`]+)`)/g)];
  // A name that is made of others is named by its end.
  const isTest = (sentence) => names.some(([, plain, made]) => plain === sentence || made?.endsWith(sentence));
  const promises = read("docs/reliability.md").split("## What is promised")[1].split("\n## ")[0];
  const sentences = [...promises.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
  const functions = [...promises.matchAll(/`([a-z0-9]+(?:_[a-z0-9]+){2,})`/g)].map(([, name]) => name);
  assert.ok(sentences.length > 20 && functions.length > 10);
  const missing = [
    ...sentences.filter((name) => !isTest(name)),
    ...functions.filter((name) => !tests.includes(`fn ${name}(`)),
  ];
  assert.deepEqual(missing, []);
});

test("the tables of both READMEs name the consumers that are run, and no others", () => {
  const table = (path, head) => read(path).split(`\n${head}\n`)[1]?.split("\n\n")[0].split("\n").slice(1);
  const row = (...cells) => `| ${cells.join(" | ")} |`;
  assert.deepEqual(
    table("README.md", "| tool | built and run | tested |"),
    consumers.map(({ tool, shows, often }) => row(tool, shows, often ? "always" : "`--all-consumers`")),
  );
  assert.deepEqual(
    table("pkg/README.md", "| tool | built and run |"),
    consumers.map(({ tool, shows }) => row(tool, shows)),
  );
});

test("docs/testing.md shows files that consumers run, to the letter, and no other code", () => {
  const page = read("docs/testing.md");
  const shown = page.matchAll(/<!-- tests\/consumers\/([^/]+)(\S+) -->\n```(\w+)\n(.*?)```\n<!-- end -->/gs);
  const blocks = [...shown].map(([, folder, file, language, code]) => ({ folder, file, language, code }));
  assert.ok(blocks.length > 10);
  for (const { folder, file, language, code } of blocks) {
    assert.ok(
      consumers.some((consumer) => consumer.folder === folder),
      folder,
    );
    assert.equal(language, file.split(".").at(-1), file);
    assert.equal(code, read(`tests/consumers/${folder}${file}`), `${folder}${file}`);
  }
  assert.equal(page.match(/^```/gm).length, 2 * blocks.length);
});

test("every link inside the project leads somewhere", () => {
  const broken = documents.flatMap((path) =>
    [...read(path).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map(([, target]) => target)
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(resolve(root, dirname(path), target)))
      .map((target) => `${path}: ${target}`),
  );
  assert.deepEqual(broken, []);
});

/** The TypeScript of a document, block by block. */
const examples = (path) => [...read(path).matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code);

/** A folder below the project, so that `roomkey` is found as it is by any other user. */
function makeFolder(t) {
  const folder = join(root, "tests/docs/.made");
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(folder, { recursive: true });
  return folder;
}

test("the TypeScript of the READMEs compiles against the built package", (t) => {
  const folder = makeFolder(t);
  const given = "declare const process: { env: Record<string, string | undefined> };\n";
  const names = ["README.md", "pkg/README.md"].flatMap((path) =>
    examples(path).map((code, index) => {
      const name = `${path.replaceAll(/\W/g, "-")}-${index}.ts`;
      writeFileSync(join(folder, name), `${given}${code}export {};\n`);
      return name;
    }),
  );
  assert.ok(names.length > 4);
  const options = [
    "--strict",
    "--exactOptionalPropertyTypes",
    "--noUncheckedIndexedAccess",
    "--noEmit",
    "--module",
    "nodenext",
    "--target",
    "es2022",
    "--lib",
    "es2022,dom,esnext.disposable",
    "--types",
    "",
  ];
  try {
    execFileSync(tsc, [...options, ...names], { cwd: folder, encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout || error.message);
  }
});

/** Four in the morning in Seoul: for some minutes nobody comes or goes. */
const NIGHT = Date.parse("2026-01-13T19:00:00Z");

/** A fresh world of the emulator, and the environment of a server that uses it. */
async function makeWorld() {
  const control = process.env.ROOMKEY_EMULATOR;
  assert.ok(control, "ROOMKEY_EMULATOR must be the emulator's control address: use `cargo xtask test docs`");
  const made = await fetch(`${control}/worlds`, { method: "POST", body: JSON.stringify({ now: NIGHT }) });
  const { arctos, sConnector, airfob } = await made.json();
  return {
    arctos,
    addresses: { ARCTOS_URL: arctos.baseUrl, ROOMS_URL: sConnector.baseUrl },
    hosts: {
      "https://api-tenant.arctos.tw": arctos.baseUrl,
      "https://api.interwater.biz": sConnector.baseUrl,
      "https://api.mc.mocainc.com": airfob.baseUrl,
    },
    keys: {
      LICENSE_KEY: arctos.licenseKey,
      ACCESS_KEY: sConnector.accessKey,
      SECRET_KEY: sConnector.secretKey,
      EMAIL: airfob.email,
      PASSWORD: airfob.password,
    },
  };
}

/** Writes an example to a file, its types taken out and nothing else changed. */
function write(folder, name, code) {
  const file = join(folder, name);
  writeFileSync(file, transformSync(code, { loader: "ts" }).code);
  return file;
}

const ROOMS = ["상황실 24h: 8 people", "글로벌 콜센터: 9 people", "room_name: 8 people"];

test("the example of README.md runs in Node as it is written", async (t) => {
  const [code, ...others] = examples("README.md");
  assert.deepEqual(others, []);
  const file = write(makeFolder(t), "readme.mjs", code);
  const { arctos, addresses, keys } = await makeWorld();

  const well = await run("node", [file], { env: { ...addresses, ...keys } });
  assert.equal(well.stderr, "");
  assert.deepEqual(well.stdout.trimEnd().split("\n"), ["MODERATOR 1010000010 is signed in", ...ROOMS]);

  const expired = await run("node", [file], { env: { ...addresses, ...keys, LICENSE_KEY: arctos.licenses.expired } });
  assert.equal(expired.stdout, "");
  assert.match(expired.stderr, /^license: arctos\.signIn: getAuthCode failed: the licence has expired .*\n$/);

  const keyless = await run("node", [file], { env: { ...addresses, ...keys, SECRET_KEY: "" } });
  assert.match(keyless.stderr, /^invalidArgument: sConnector\.constructor: secretKey is empty\.\n$/);
});

test("the examples of pkg/README.md run in Node as they are written", async (t) => {
  const folder = makeFolder(t);
  const { hosts, keys } = await makeWorld();
  const [signIn, rooms, cards, backend, page, testing, ...others] = examples("pkg/README.md");
  assert.deepEqual(others, []);
  const env = {
    ...keys,
    HOSTS: JSON.stringify(hosts),
    BACKEND: pathToFileURL(write(folder, "backend.mjs", backend)).href,
  };
  const hostsFile = pathToFileURL(join(root, "tests/docs/hosts.mjs")).href;
  const lines = async (name, code) => {
    const { stdout, stderr } = await run("node", ["--import", hostsFile, write(folder, name, code)], { env });
    assert.equal(stderr, "");
    return stdout.trimEnd().split("\n");
  };

  assert.deepEqual(await lines("sign-in.mjs", signIn), ["MODERATOR 1010000010 true"]);
  // The fourteenth has begun in Seoul.
  assert.deepEqual(await lines("rooms.mjs", rooms), ["3 of 10 rooms", "not in session", "14 room_name"]);
  assert.deepEqual(await lines("cards.mjs", cards), ["1 INACTIVE", "[ 'deleted' ]"]);
  assert.deepEqual(
    await lines("page.mjs", page),
    ROOMS.map((line) => line.split(":")[0]),
  );
  assert.deepEqual(await lines("testing.mjs", testing), ["[]"]);
});

test("every member of the public types has a comment", () => {
  const declared = read("pkg/index.d.ts").split("\n");
  // wasm-bindgen writes these by itself; the comment of the class tells of them.
  const generated = /^ {4}(free\(\)|\[Symbol\.dispose\]\(\)|private constructor\(\))/;
  const members = declared.flatMap((line, index) =>
    /^ {4}[\w[]/.test(line) && !generated.test(line) ? [{ line: line.trim(), before: declared[index - 1] }] : [],
  );
  assert.ok(members.length > 100);
  assert.deepEqual(
    members.filter(({ before }) => !before.trimEnd().endsWith("*/")).map(({ line }) => line),
    [],
  );
});
