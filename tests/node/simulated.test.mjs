// In a page that jsdom or HappyDOM makes up for tests, the refusal of keys says that leave for them is right there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./support.mjs";

const { roomkey } = await load();

/** The page that this process is from now on: a window is a member of itself. */
const page = { document: {} };
page.window = page;
Object.assign(globalThis, page);

/** What is said of a key, in a window that has these members. */
function refusal(members) {
  delete page.happyDOM;
  Object.assign(page, members);
  try {
    new roomkey.ArctosClient({ baseUrl: "https://a.example", licenseKey: "k" });
  } catch (error) {
    assert.equal(error.kind, "invalidArgument");
    assert.equal(error.argument, "licenseKey");
    return error.message;
  }
  return assert.fail("a key was taken in a page");
}

const AGENT = "Mozilla/5.0 (linux) AppleWebKit/537.36 (KHTML, like Gecko)";

test("in jsdom and HappyDOM the refusal of keys says that dangerouslyAllowBrowser is right in tests", () => {
  for (const members of [
    { navigator: { userAgent: `${AGENT} jsdom/26.1.0` } },
    { navigator: { userAgent: `${AGENT} HappyDOM/20.0.0` } },
    { navigator: { userAgent: AGENT }, happyDOM: {} },
  ]) {
    assert.match(refusal(members), /set dangerouslyAllowBrowser .*in tests, as here, it is right to set it\./);
  }
});

test("in a page of a browser it does not", () => {
  for (const navigator of [{ userAgent: `${AGENT} Chrome/140.0.0.0` }, {}, undefined]) {
    assert.doesNotMatch(refusal({ navigator }), /in tests/);
  }
});
