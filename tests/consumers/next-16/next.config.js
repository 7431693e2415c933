// What Next.js needs to know: to gather all that a container needs, and which folder is the project's root, since other lock
// files lie above it.
const here = import.meta.dirname;

export default { output: "standalone", outputFileTracingRoot: here, turbopack: { root: here } };
