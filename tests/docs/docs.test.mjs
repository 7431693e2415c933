// The documents: what they name exists, what they link to is there, and the code of the READMEs compiles.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

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
  const tests = ["src", "tests", "emulator/tests"]
    .flatMap(files)
    .filter((path) => /\.(rs|m?js|ts)$/.test(path) && !path.endsWith("docs.test.mjs"))
    .map(read)
    .join("\n");
  const promises = read("docs/reliability.md").split("## What is promised")[1];
  const sentences = [...promises.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
  const functions = [...promises.matchAll(/`([a-z0-9]+(?:_[a-z0-9]+){2,})`/g)].map(([, name]) => name);
  assert.ok(sentences.length > 20 && functions.length > 10);
  const missing = [
    ...sentences.filter((name) => !tests.includes(name)),
    ...functions.filter((name) => !tests.includes(`fn ${name}(`)),
  ];
  assert.deepEqual(missing, []);
});

test("docs/reliability.md gives every operation the replay class that the code gives it", () => {
  const table = Object.fromEntries(
    [...read("docs/reliability.md").matchAll(/^\| (Always|IfRefused|Never) \| ([^|]+) \|/gm)].map(
      ([, name, operations]) => [
        name,
        operations
          .replaceAll(/\([^)]*\)/g, "")
          .split(",")
          .map((operation) => operation.trim())
          .sort(),
      ],
    ),
  );
  const code = {};
  for (const [, name, replay] of read("src/operations.rs").matchAll(/= \w+ "(\w+)" (\w+);/g)) {
    if (name === "signOut") continue;
    code[replay] ??= [];
    code[replay].push(name);
  }
  for (const names of Object.values(code)) names.sort();
  assert.deepEqual(table, code);
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

test("the TypeScript of the READMEs compiles against the built package", (t) => {
  // Below the project, so that `roomkey` is found as it is by any other user.
  const folder = join(root, "tests/docs/.made");
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(folder, { recursive: true });
  const given =
    "declare const licenseKey: string, accessKey: string, secretKey: string, email: string, password: string;\n" +
    "declare const file: File;\ndeclare const process: { env: Record<string, string> };\n";
  const names = ["README.md", "pkg/README.md"].flatMap((path) =>
    [...read(path).matchAll(/^```ts\n(.*?)^```/gms)].map(([, code], index) => {
      const name = `${relative(root, path).replaceAll(/\W/g, "-")}-${index}.ts`;
      writeFileSync(join(folder, name), `${given}${code}export {};\n`);
      return name;
    }),
  );
  assert.ok(names.length > 4);
  const options = [
    "--strict",
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
    execFileSync(join(root, "node_modules/.bin/tsc"), [...options, ...names], { cwd: folder, encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout || error.message);
  }
});
