// What TypeScript sees of the package: held to a snapshot, and compiled the ways in which users resolve it.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { bin, install, read, run, temporaryFolder } from "./support.mjs";

const SNAPSHOT = "tests/package/public-api.d.ts";

/** What wasm-bindgen declares to load the module, and index.d.ts leaves out. */
const LOADING = ["InitInput", "InitOutput", "SyncInitInput", "__wbg_init", "initSync"];

/** The top-level declarations of the generated file by name, each with its comment. */
function declarations(source) {
  const blocks = source.split(/\n(?=\/\*\*|export )/).reduce((joined, block) => {
    // A comment belongs to the declaration after it.
    if (joined.at(-1)?.startsWith("/**") && !/^export /m.test(joined.at(-1))) joined[joined.length - 1] += `\n${block}`;
    else joined.push(block);
    return joined;
  }, []);
  return new Map(
    blocks.flatMap((block) => {
      const name = /^export (?:default )?(?:class|interface|type|function|const) (\w+)/m.exec(block)?.[1];
      return name ? [[name, block.trim()]] : [];
    }),
  );
}

const generated = declarations(read("pkg/roomkey.d.ts"));
const names = [...generated.keys()].filter((name) => !LOADING.includes(name)).sort();

/** The public types in an order that no build changes. */
function publicApi() {
  const parts = [
    "// The public types as they were last accepted: UPDATE=1 node --test tests/package/public-api.test.mjs",
    ...["index.d.ts", "slim.d.ts"].map((file) => `// ---- ${file}\n\n${read(`pkg/${file}`).trim()}`),
    `// ---- roomkey.d.ts, without the loading of the module\n\n${names.map((name) => generated.get(name)).join("\n\n")}`,
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

test("index.d.ts exports every public declaration by name, and none that loads the module", () => {
  const exported = [...read("pkg/index.d.ts").matchAll(/export (?:type )?\{([^}]*)\}/g)]
    .flatMap(([, list]) => list.split(","))
    .map((name) => name.trim())
    .filter(Boolean);
  assert.deepEqual(exported.sort(), names);
});

test("the entries export at run time what index.d.ts says", async () => {
  const [, values] = /export \{([^}]*)\}/.exec(read("pkg/index.d.ts"));
  const expected = values.match(/\w+/g).sort();
  const folder = await install(temporaryFolder());
  for (const entry of ["node.js", "browser.js", "inline.js", "slim.js"]) {
    const { stdout } = await run("node", ["--input-type=module", "--eval", NAMES, `file://${join(folder, entry)}`]);
    const more = entry === "slim.js" ? ["init"] : [];
    assert.deepEqual(JSON.parse(stdout).sort(), [...expected, ...more].sort(), entry);
  }
});

const NAMES = "console.log(JSON.stringify(Object.keys(await import(process.argv[1]))))";

test("no public type is `any`", () => {
  const code = publicApi().replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  const lines = code.split("\n").filter((line) => /\bany\b/.test(line));
  assert.deepEqual(lines, []);
});

const USER = `
import { ArctosClient, isRoomkeyError, RoomkeyError, SConnectorClient, type Identity, type License } from "roomkey";
import { ArctosClient as Inline } from "roomkey/inline";
import { ArctosClient as Slim, init } from "roomkey/slim";

export async function use(baseUrl: string): Promise<[Identity, License]> {
  await init(new URL("https://example.com/roomkey.wasm"));
  const clients: ArctosClient[] = [new ArctosClient({ baseUrl }), new Inline({ baseUrl }), new Slim({ baseUrl })];
  const { identity } = await clients[0]!.signIn({ userId: "u", role: "MODERATOR" });
  return [identity, await new SConnectorClient().getLicense()];
}

export const explain = (error: unknown): string =>
  error instanceof RoomkeyError || isRoomkeyError(error) ? error.kind : "not ours";

// @ts-expect-error: loading belongs to the entries
import { initSync } from "roomkey";
// @ts-expect-error: only slim is given its module
import { init as none } from "roomkey/inline";
`;

for (const [module, moduleResolution] of [
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
]) {
  test(`the types of every entry resolve with moduleResolution ${moduleResolution}`, async () => {
    const project = temporaryFolder();
    await install(project);
    const compilerOptions = {
      module,
      moduleResolution,
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      target: "es2022",
      lib: ["es2022", "dom", "esnext.disposable"],
      types: [],
    };
    await writeFile(join(project, "package.json"), '{ "type": "module" }');
    await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["user.ts"] }));
    await writeFile(join(project, "user.ts"), USER);
    await run(bin("tsc"), ["--project", project, "--pretty", "false"]);
  });
}
