// Signs a user in and asks for the licence; the page's address says where the services are.
// esbuild's file loader copies the module and gives its address.
import wasm from "roomkey/roomkey.wasm";
import { ArctosClient, init, SConnectorClient } from "roomkey/slim";

await init(new URL(wasm, import.meta.url));

const { arctos, licenseKey, rooms, accessKey, secretKey } = Object.fromEntries(new URLSearchParams(location.search));
const signIn = new ArctosClient({ baseUrl: arctos, licenseKey, dangerouslyAllowBrowser: true });
const meetings = new SConnectorClient({
  baseUrl: rooms,
  credentials: { accessKey, secretKey },
  dangerouslyAllowBrowser: true,
});

const [{ identity }, license] = await Promise.all([
  signIn.signIn({ userId: "u-1", role: "MODERATOR" }),
  meetings.getLicense(),
]);
document.querySelector("output").textContent = `${identity.role}, ${license.roomLimit} rooms`;
