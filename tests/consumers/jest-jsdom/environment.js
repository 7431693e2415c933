// jsdom has no fetch: Node's is lent to it, with what goes into it and comes out. There is no TextDecoder all the same.
const { TestEnvironment } = require("jest-environment-jsdom");

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { fetch, Headers, Request, Response, AbortController, AbortSignal });
  }
};
