// The page and the browser are real; what the page sends to the services, the emulator answers.
import { expect, test } from "@playwright/test";
import { createEmulator } from "roomkey/testing";

test("the page shows the rooms in session", async ({ page }) => {
  const sessions = [{ roomName: "Blue", status: "ON_GOING", userCount: 2 }];
  const emulator = await createEmulator({ data: { sessions } });
  await emulator.route(page);
  const { baseUrl: rooms, credentials } = emulator.sConnector;
  await page.goto(`/?${new URLSearchParams({ rooms, ...credentials })}`);
  await expect(page.getByRole("listitem")).toHaveText("Blue: 2 people");
});
