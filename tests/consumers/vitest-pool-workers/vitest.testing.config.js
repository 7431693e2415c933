import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { createEmulator } from "roomkey/testing";

const emulator = await createEmulator();
const { arctos, sConnector } = emulator;

export default {
  plugins: [
    cloudflareTest({
      wrangler: { configPath: "./wrangler.jsonc" },
      miniflare: {
        bindings: {
          ARCTOS_URL: arctos.baseUrl,
          LICENSE_KEY: arctos.licenseKey,
          ROOMS_URL: sConnector.baseUrl,
          ACCESS_KEY: sConnector.credentials.accessKey,
          SECRET_KEY: sConnector.credentials.secretKey,
        },
        cf: false,
        outboundService: emulator.fetch,
      },
    }),
  ],
  test: { include: ["rooms.test.js"] },
};
