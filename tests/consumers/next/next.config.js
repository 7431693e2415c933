// What Next.js needs to know: which folder is the project's root, since other lock files lie above it.
import { fileURLToPath } from "node:url";

export default { turbopack: { root: fileURLToPath(new URL("..", import.meta.url)) } };
