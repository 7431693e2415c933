// What Next.js needs to know: to gather all that a container needs, and which folder is the project's root, since other lock
// files lie above it.
export default { output: "standalone", outputFileTracingRoot: import.meta.dirname };
