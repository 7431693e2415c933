// Sign in: steps, one click, expiry, sign out.

import { expect, test } from "./demo.mjs";

test("one click signs in", async ({ demo }) => {
  // The chart says what it shows once it is there, and would have the last word.
  await demo.open();
  await demo.button("Sign in").click();
  await expect(demo.step("Identity")).toContainText("Signed in");
  await expect(demo.page.locator("#announcer")).toContainText(/Signed in as \d+, MODERATOR/);
});

test("a sign-in that fails half-way shows how far it came", async ({ demo, world }) => {
  await world.break({ operation: "checkAuthToken", times: 0, fault: { type: "status", status: 503 } });
  await demo.open({ loaded: false });
  await demo.button("Sign in").click();
  await expect(demo.step("Identity")).toContainText("Failed");
  await expect(demo.step("Code")).toContainText("Done");
  await expect(demo.step("Token")).toContainText("Done");
  await expect(demo.failure()).toContainText("Arctos is not available");
});

test("the chosen role and client are those of the identity", async ({ demo }) => {
  await demo.open({ loaded: false });
  await demo.signIn.getByLabel("Role").selectOption("PUBLISHER");
  await demo.signIn.getByLabel("Client id").selectOption("arctos-client");
  await demo.button("Sign in").click();
  await expect(demo.step("Identity")).toContainText("PUBLISHER");
  await expect(demo.step("Identity")).toContainText("arctos-client");
});

test("a step waits for the one before it", async ({ demo }) => {
  await demo.open({ loaded: false });
  await expect(demo.button("Exchange code for token")).toBeDisabled();
  await expect(demo.button("Check token")).toBeDisabled();
  await demo.button("Get code").click();
  await expect(demo.button("Exchange code for token")).toBeEnabled();
  await expect(demo.button("Check token")).toBeDisabled();
});

test("the token's claims are shown, with its times as times", async ({ demo }) => {
  await demo.open({ loaded: false });
  await demo.button("Sign in").click();
  const claim = (/** @type {string} */ name) =>
    demo
      .step("Token")
      .locator(".facts > div")
      .filter({ has: demo.page.getByText(name, { exact: true }) })
      .locator("dd");
  await expect(claim("iat")).toHaveText(/18 Nov 2026, 12:00:\d\d/);
  await expect(claim("exp")).toHaveText(/18 Nov 2026, 1\d:00:\d\d/);
});

test("a code that is eleven minutes old is expired, and the refusal says what to do", async ({ demo }) => {
  await demo.open({ loaded: false });
  await demo.button("Get code").click();
  await expect(demo.step("Code")).toContainText("left");

  await demo.openBench();
  await demo.button("Move clock +11 min").click();
  await expect(demo.step("Code")).toContainText("Expired");

  await demo.button("Exchange code for token").click();
  await expect(demo.failure()).toContainText("The code was refused");
  await expect(demo.failure()).toContainText("Get a new code and exchange it within ten minutes.");

  await demo.button("Get a new code").click();
  await expect(demo.step("Code")).toContainText("left");
  await expect(demo.failure()).toHaveCount(0);
});

test("a clock that is moved behind the page's back is noticed", async ({ demo, page, world }) => {
  await page.clock.install();
  await demo.open({ loaded: false });
  await demo.button("Get code").click();
  await expect(demo.step("Code")).toContainText("left");
  await world.advance(11 * 60_000);
  await page.clock.fastForward(6000);
  await expect(demo.step("Code")).toContainText("Expired");
});

test("a token whose time is over is refused in words", async ({ demo, world }) => {
  await demo.open({ loaded: false });
  await demo.button("Sign in").click();
  await expect(demo.step("Identity")).toContainText("Signed in");
  await world.advance(3 * 3_600_000);
  await demo.button("Check token").click();
  await expect(demo.failure()).toContainText("The token has expired");
  await expect(demo.failure()).toContainText("Sign in again");
});

test("a used code is not taken twice", async ({ demo }) => {
  await demo.open({ loaded: false });
  await demo.button("Get code").click();
  await demo.button("Exchange code for token").click();
  await expect(demo.step("Code")).toContainText("Used");
  await demo.button("Exchange code for token").click();
  await expect(demo.failure()).toContainText("The code was refused");
});

test("signing out leaves nothing of the sign-in", async ({ demo }) => {
  await demo.open({ loaded: false });
  await demo.button("Sign in").click();
  await expect(demo.step("Identity")).toContainText("Signed in");
  await demo.button("Sign out").click();
  for (const name of /** @type {const} */ (["Code", "Token", "Identity"])) {
    await expect(demo.step(name)).toContainText("Not yet");
  }
  await expect(demo.button("Check token")).toBeDisabled();
  await expect(demo.button("Sign out")).toBeDisabled();
});

test("another licence does not wait for a call that hangs", async ({ demo, world }) => {
  await world.break({ operation: "getAuthCode", fault: { type: "hang" } });
  await demo.open({ loaded: false });
  await demo.button("Get code").click();
  await expect(demo.step("Code")).toContainText("Working…");
  await demo.openBench();
  await demo.bench.getByLabel("Licence to sign in with").selectOption("Valid, with a warning");
  await expect(demo.step("Code")).toContainText("Not yet");
  await expect(demo.log).toContainText("cancelled");
  await demo.button("Get code").click();
  await expect(demo.step("Code")).toContainText("left");
});

test("a licence that works with a warning shows the warning", async ({ demo }) => {
  await demo.open({ loaded: false });
  await demo.openBench();
  await demo.bench.getByLabel("Licence to sign in with").selectOption("Valid, with a warning");
  await demo.button("Get code").click();
  await expect(demo.step("Code")).toContainText("The service warns:");
});

test("one click with a licence that warns shows the warning of the code", async ({ demo }) => {
  await demo.open({ loaded: false });
  await demo.openBench();
  await demo.bench.getByLabel("Licence to sign in with").selectOption("Valid, with a warning");
  await demo.button("Sign in").click();
  await expect(demo.step("Identity")).toContainText("Signed in");
  await expect(demo.step("Identity")).toContainText("The service warns:");
});

test("a user id is required before anything is sent", async ({ demo, world }) => {
  await demo.open({ loaded: false });
  await demo.signIn.getByLabel("User id").fill("");
  await demo.button("Get code").click();
  await expect(demo.signIn.getByLabel("User id")).toBeFocused();
  expect(await world.requests("getAuthCode")).toHaveLength(0);
});

test("an argument that is wrong is told at its field", async ({ demo, world }) => {
  await demo.open({ loaded: false });
  const userId = demo.signIn.getByLabel("User id");
  await userId.fill("  ");
  await demo.button("Sign in").click();
  await expect(userId).toBeFocused();
  await expect(userId).toHaveAttribute("aria-invalid", "true");
  await expect(userId).toHaveAccessibleDescription(/userId is empty/);
  await userId.fill("1024");
  await expect(userId).not.toHaveAttribute("aria-invalid", "true");
  expect(await world.requests("getAuthCode")).toHaveLength(0);
});
