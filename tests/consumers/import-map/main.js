// Signs a user in and asks for the licence; the page's address says where the services are.
import { ArctosClient, SConnectorClient } from "roomkey";

const { arctos, licenseKey, rooms, accessKey, secretKey } = Object.fromEntries(new URLSearchParams(location.search));
const signIn = new ArctosClient({ baseUrl: arctos, licenseKey, dangerouslyAllowBrowser: true });
const meetings = new SConnectorClient({
  baseUrl: rooms,
  credentials: { accessKey, secretKey },
  dangerouslyAllowBrowser: true,
});

Promise.all([signIn.signIn({ userId: "u-1", role: "MODERATOR" }), meetings.getLicense()]).then(
  ([{ identity }, license]) => {
    document.querySelector("output").textContent = `${identity.role}, ${license.roomLimit} rooms`;
  },
);
