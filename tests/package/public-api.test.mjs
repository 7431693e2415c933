// What TypeScript sees of the package: held to a snapshot, and compiled the ways in which users resolve it.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { install, read, root, run, temporaryFolder, tsc } from "./support.mjs";

const SNAPSHOT = "tests/package/public-api.d.ts";

/** The top-level declarations of the generated file by name, each with its comment. */
function declarations(source) {
  const blocks = source.split(/\n(?=\/\*\*|export |declare |type |\/\/ )/).reduce((joined, block) => {
    // A comment belongs to the declaration after it.
    if (/^\/[*/]/.test(joined.at(-1)) && !/^(export|declare|type) /m.test(joined.at(-1)))
      joined[joined.length - 1] += `\n${block}`;
    else joined.push(block);
    return joined;
  }, []);
  return new Map(
    blocks.flatMap((block) => {
      const name = /^(?:export |declare )?(?:class|interface|type|function|const|global) ?(\w*)/m.exec(block)?.[1];
      return name === undefined ? [] : [[name, block.trim()]];
    }),
  );
}

const generated = declarations(read("pkg/index.d.ts"));

/** The public types in an order that no build changes. */
function publicApi() {
  const parts = [
    "// The public types as they were last accepted: UPDATE=1 node --test tests/package/public-api.test.mjs",
    ...["slim.d.ts", "inline.d.ts", "roomkey.wasm.d.ts"].map(
      (file) => `// ---- ${file}\n\n${read(`pkg/${file}`).trim()}`,
    ),
    `// ---- index.d.ts\n\n${[...generated.keys()]
      .sort()
      .map((name) => generated.get(name))
      .join("\n\n")}`,
  ];
  return `${parts.join("\n\n")}\n`;
}

test("the public types are those of the snapshot", async () => {
  const now = publicApi();
  if (process.env.UPDATE) return writeFile(new URL("public-api.d.ts", import.meta.url), now);
  if (now === read(SNAPSHOT)) return;
  const file = join(temporaryFolder(), "now.d.ts");
  writeFileSync(file, now);
  const differ = ["diff", "--no-index", "--unified=2", "--no-color", SNAPSHOT, file];
  const diff = await run("git", differ).then(
    () => "",
    (error) => error.message.split("\n").slice(5).join("\n"),
  );
  assert.fail(
    `The public types differ from the snapshot (-) and are now (+):\n\n${diff}\n` +
      "If that is meant, accept it: UPDATE=1 node --test tests/package/public-api.test.mjs",
  );
});

test("the entries export at run time what their types say", async () => {
  const expected = [...read("pkg/index.d.ts").matchAll(/^export (?:class|function) (\w+)/gm)].map(([, name]) => name);
  assert.ok(expected.length >= 5);
  const folder = await install(temporaryFolder());
  for (const entry of ["node.js", "roomkey.js", "roomkey.cjs", "inline.js", "slim.js", "slim-node.js", "slim.cjs"]) {
    const { stdout } = await run("node", ["--input-type=module", "--eval", NAMES, `file://${join(folder, entry)}`]);
    const more = entry.startsWith("slim") ? ["init"] : [];
    const names = JSON.parse(stdout).filter((name) => !["default", "module.exports", "__esModule"].includes(name));
    assert.deepEqual(names.sort(), [...expected, ...more].sort(), entry);
  }
});

const NAMES = "console.log(JSON.stringify(Object.keys(await import(process.argv[1]))))";

const PUBLISHED = [
  "index.d.ts",
  "index.d.cts",
  "slim.d.ts",
  "slim.d.cts",
  "inline.d.ts",
  "roomkey.wasm.d.ts",
  "roomkey.wasm.d.cts",
  "testing.d.ts",
  "testing.d.cts",
];

test("no published type is `any`, or one of those that wasm-bindgen loads the module with", () => {
  for (const file of PUBLISHED) {
    const code = read(`pkg/${file}`).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    const lines = code.split("\n").filter((line) => /\bany\b|InitInput|InitOutput|initSync|__wb/.test(line));
    assert.deepEqual(lines, [], file);
  }
});

test("the types for require() are those for import", () => {
  assert.equal(read("pkg/index.d.cts"), read("pkg/index.d.ts"));
  assert.equal(read("pkg/slim.d.cts").replace("./index.cjs", "./index.js"), read("pkg/slim.d.ts"));
  assert.equal(read("pkg/testing.d.cts").replace("./index.cjs", "./index.js"), read("pkg/testing.d.ts"));
});

/** A user's code, which needs nothing of a platform's types but what `fetch`, `AbortController` and a Blob are where they are. */
const USER = `
import { AirfobClient, ArctosClient, isRoomkeyError, RoomkeyError, SConnectorClient, type Identity, type License } from "roomkey";
import type { CallOptions, ClientOptions } from "roomkey";
import { ArctosClient as Inline } from "roomkey/inline";
import { ArctosClient as Slim, init } from "roomkey/slim";
import wasm from "roomkey/roomkey.wasm";

export async function use(baseUrl: string, options: CallOptions): Promise<[Identity, License]> {
  await init(wasm);
  await init(new Uint8Array(8));
  const clients: ArctosClient[] = [new ArctosClient({ baseUrl }), new Inline({ baseUrl }), new Slim({ baseUrl })];
  const { identity } = await clients[0]!.signIn({ userId: "u", role: "MODERATOR" }, options);
  clients[1]![Symbol.dispose]();
  return [identity, await new SConnectorClient().getLicense(options)];
}

export async function issue(cards: AirfobClient, portrait: Uint8Array): Promise<string[]> {
  const ids: string[] = [];
  for await (const user of cards.users({ siteId: "0" })) ids.push(user.userId);
  const user = { userKey: "1", email: "a@b.example", portrait };
  ids.push((await cards.createUserWithCard({ siteId: "0", user, card: { number: "8" } })).userId);
  return ids;
}

export const answering: ClientOptions["fetch"] = async (input, init) => ({
  status: init.method === "GET" ? 200 : 404,
  headers: { get: () => input },
  arrayBuffer: async () => new ArrayBuffer(0),
});

export const explain = (error: unknown): string =>
  error instanceof RoomkeyError || isRoomkeyError(error) ? error.kind : "not ours";

// @ts-expect-error: loading belongs to the entries
import { initSync } from "roomkey";
// @ts-expect-error: only slim is given its module
import { init as none } from "roomkey/inline";
// @ts-expect-error: a signal is no number
export const wrong: CallOptions = { signal: 1 };
`;

/** What only a platform with the web's types takes. */
const WEB = `
import { AirfobClient, SConnectorClient, type NewUser } from "roomkey";
import { init } from "roomkey/slim";

export async function web(controller: AbortController): Promise<void> {
  await init(new URL("https://a.example/roomkey.wasm"));
  await init(fetch("https://a.example/roomkey.wasm"));
  const rooms = new SConnectorClient({ fetch });
  await rooms.getLicense({ signal: controller.signal });
  await rooms.getLicense({ signal: AbortSignal.timeout(1_000) });
  const portrait = new Blob(["a"]);
  const user: NewUser = { userKey: "1", portrait };
  await new AirfobClient().createUserWithCard({ siteId: "0", user, card: { number: "8" } });
}
`;

/** The platforms' types, each alone: what `lib` and `types` are, and whether the web's types are among them. */
const PLATFORMS = {
  "no platform": { lib: ["es2022"], types: [], isWeb: false },
  "the DOM": { lib: ["es2022", "dom"], types: [], isWeb: true },
  "@types/node alone": { lib: ["es2022"], types: ["node"], isWeb: true },
  "workers-types alone": { lib: ["es2022"], types: ["@cloudflare/workers-types"], isWeb: true },
};

/** The ways in which users resolve a package. */
const RESOLUTIONS = {
  nodenext: { type: "module", module: "nodenext", moduleResolution: "nodenext" },
  bundler: { type: "module", module: "esnext", moduleResolution: "bundler" },
  "nodenext, CommonJS": { type: "commonjs", module: "nodenext", moduleResolution: "nodenext" },
  "node10, which TypeScript 6 gave up": { type: "commonjs", module: "commonjs", moduleResolution: "node" },
};

const ALL = Object.keys(PLATFORMS);
const MODERN = Object.keys(RESOLUTIONS).slice(0, 3);

for (const [version, typescript, platforms, resolutions] of [
  ["5.0", "typescript-5.0", ALL, Object.keys(RESOLUTIONS)],
  ["5.9", "typescript-5.9", ["no platform"], Object.keys(RESOLUTIONS)],
  ["6", "typescript-6", ["no platform", "the DOM"], MODERN],
  ["7", "typescript", ALL, MODERN],
]) {
  test(`the types of every entry hold in TypeScript ${version}, on every platform and resolved in every way`, async () => {
    const project = temporaryFolder();
    await install(project);
    for (const name of ["@types", "@cloudflare", "undici-types"]) {
      await symlink(join(root, "node_modules", name), join(project, "node_modules", name));
    }
    const told = [];
    const hold = async (platform, resolution) => {
      const { lib, types, isWeb } = PLATFORMS[platform];
      const { type, ...resolving } = RESOLUTIONS[resolution];
      const compilerOptions = {
        ...resolving,
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        skipLibCheck: false,
        target: "es2022",
        lib,
        types,
      };
      const files = { "user.ts": USER, ...(isWeb && { "web.ts": WEB }) };
      await writeFile(join(project, "package.json"), JSON.stringify({ type }));
      await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: Object.keys(files) }));
      for (const [name, code] of Object.entries(files)) await writeFile(join(project, name), code);
      const compiler = join(root, "node_modules", typescript, "bin/tsc");
      await run("node", [compiler, "--project", project, "--pretty", "false"]).catch(({ message }) =>
        told.push(`${resolution}, ${platform}: ${message}`),
      );
    };
    for (const platform of platforms) await hold(platform, resolutions[0]);
    // How a package is found does not depend on the platform.
    for (const resolution of resolutions.slice(1)) await hold(platforms[0], resolution);
    assert.equal(told.join("\n"), "");
  });
}

const FETCHES = `
import { fetch as undici } from "undici";
import nodeFetch3 from "node-fetch";
import nodeFetch2 from "node-fetch-2";
import { SConnectorClient } from "roomkey";

export const clients = [
  new SConnectorClient({ fetch }),
  new SConnectorClient({ fetch: undici }),
  new SConnectorClient({ fetch: nodeFetch3 }),
  new SConnectorClient({ fetch: nodeFetch2 }),
  new SConnectorClient({ fetch: async (input, init) => nodeFetch3(input, { ...init, follow: 1 }) }),
  // @ts-expect-error: it gives no answer
  new SConnectorClient({ fetch: async () => "no Response" }),
];
`;

test("the platform's fetch, undici's and those of node-fetch 2 and 3 fit as they are", async () => {
  const project = temporaryFolder();
  await install(project);
  const modules = join(root, "node_modules");
  for (const name of [
    "@types",
    "undici-types",
    "undici",
    "node-fetch",
    "fetch-blob",
    "formdata-polyfill",
    "form-data",
  ]) {
    await symlink(join(modules, name), join(project, "node_modules", name));
  }
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: "nodenext",
    target: "es2022",
    lib: ["es2022"],
    types: ["node"],
    // Theirs alone; ours are checked above.
    skipLibCheck: true,
    paths: { "node-fetch-2": [join(modules, "types-node-fetch-2/index.d.ts")] },
  };
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["user.ts"] }));
  await writeFile(join(project, "user.ts"), FETCHES);
  await run("node", [tsc, "--project", project, "--pretty", "false"]);
});
