// A page that lists the rooms in session. Where the service is, and the keys, stand in its address.
import { SConnectorClient } from "roomkey";

const { rooms: baseUrl, accessKey, secretKey } = Object.fromEntries(new URLSearchParams(location.search));
const credentials = { accessKey, secretKey };
const client = new SConnectorClient({
  baseUrl,
  credentials,
  dangerouslyAllowBrowser: true,
  timeoutMs: 3000,
  retry: false,
});

const item = (text) => Object.assign(document.createElement("li"), { textContent: text });
try {
  const live = await client.listSessions();
  document
    .querySelector("ul")
    .append(...live.map(({ roomName, userCount }) => item(`${roomName}: ${userCount} people`)));
} catch (error) {
  document.querySelector("p").textContent = error.kind;
}
