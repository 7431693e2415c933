import { cloudflareTest } from "@cloudflare/vitest-pool-workers";

const { ARCTOS_URL, LICENSE_KEY, ROOMS_URL, ACCESS_KEY, SECRET_KEY } = process.env;

export default {
  plugins: [
    cloudflareTest({
      wrangler: { configPath: "./wrangler.jsonc" },
      miniflare: { bindings: { ARCTOS_URL, LICENSE_KEY, ROOMS_URL, ACCESS_KEY, SECRET_KEY }, cf: false },
    }),
  ],
  test: { include: ["sign-in.test.js"] },
};
