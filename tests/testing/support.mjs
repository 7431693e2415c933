// The package, installed in a new project: roomkey and roomkey/testing as its script imports them.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { load as loadRoomkey } from "../node/support.mjs";

export async function load() {
  const { project, folder, roomkey } = await loadRoomkey();
  const script = join(project, "testing.mjs");
  await writeFile(script, 'export * from "roomkey/testing";\n');
  const { createEmulator } = await import(pathToFileURL(script));
  return { project, folder, roomkey, createEmulator };
}
