// The extension's service worker: signs a user in and asks for the licence, for the page that asks.
import { ArctosClient, SConnectorClient } from "roomkey";

async function ask({ arctos, licenseKey, rooms, accessKey, secretKey }) {
  const signIn = new ArctosClient({ baseUrl: arctos, licenseKey });
  const meetings = new SConnectorClient({ baseUrl: rooms, credentials: { accessKey, secretKey } });
  const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
  const license = await meetings.getLicense();
  return `${identity.role}, ${license.roomLimit} rooms`;
}

chrome.runtime.onMessage.addListener((settings, _sender, answer) => {
  ask(settings).then(answer, (error) => answer(String(error)));
  return true; // The answer comes later.
});
