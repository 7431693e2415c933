// A route on the edge runtime, which may not compile a module: it is handed over compiled. Named by its path, since Turbopack
// does not find `roomkey/roomkey.wasm?module` among a package's exports.

import { ArctosClient, init, SConnectorClient } from "roomkey/slim";
import wasm from "../../../../node_modules/roomkey/roomkey.wasm?module";

export const runtime = "edge";

const loaded = init(wasm);

export async function GET(request) {
  await loaded;
  const { arctos, licenseKey, rooms, accessKey, secretKey } = Object.fromEntries(new URL(request.url).searchParams);
  const signIn = new ArctosClient({ baseUrl: arctos, licenseKey });
  const meetings = new SConnectorClient({ baseUrl: rooms, credentials: { accessKey, secretKey } });
  const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
  const license = await meetings.getLicense();
  return new Response(`${identity.role}, ${license.roomLimit} rooms`);
}
