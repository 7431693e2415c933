// The browser's side: signs a user in and asks for the licence; the page's address says where the services are.
"use client";

import { useEffect, useState } from "react";
import { ArctosClient, SConnectorClient } from "roomkey";

async function ask({ arctos, licenseKey, rooms, accessKey, secretKey }) {
  const signIn = new ArctosClient({ baseUrl: arctos, licenseKey, dangerouslyAllowBrowser: true });
  const credentials = { accessKey, secretKey };
  const meetings = new SConnectorClient({ baseUrl: rooms, credentials, dangerouslyAllowBrowser: true });
  const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
  const license = await meetings.getLicense();
  return `${identity.role}, ${license.roomLimit} rooms`;
}

export default function Page() {
  const [answer, setAnswer] = useState("");
  useEffect(() => {
    ask(Object.fromEntries(new URLSearchParams(location.search))).then(setAnswer);
  }, []);
  return <output>{answer}</output>;
}
