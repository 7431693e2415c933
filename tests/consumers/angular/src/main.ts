// Signs a user in and asks for the licence; the page's address says where the services are.
import { Component, type OnInit, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { ArctosClient, SConnectorClient } from "roomkey";

@Component({ selector: "app-root", template: "<output>{{ answer() }}</output>" })
class App implements OnInit {
  readonly answer = signal("");

  async ngOnInit(): Promise<void> {
    const settings = new URLSearchParams(location.search);
    const given = (name: string) => settings.get(name) ?? "";
    const page = { dangerouslyAllowBrowser: true };
    const signIn = new ArctosClient({ baseUrl: given("arctos"), licenseKey: given("licenseKey"), ...page });
    const credentials = { accessKey: given("accessKey"), secretKey: given("secretKey") };
    const meetings = new SConnectorClient({ baseUrl: given("rooms"), credentials, ...page });
    const { identity } = await signIn.signIn({ userId: "u-1", role: "MODERATOR" });
    const license = await meetings.getLicense();
    this.answer.set(`${identity.role}, ${license.roomLimit} rooms`);
  }
}

bootstrapApplication(App);
