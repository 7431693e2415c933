// The rules that look up what is imported.
import imports from "eslint-plugin-import";
import node from "eslint-plugin-n";

export default [
  {
    plugins: { import: imports, n: node },
    rules: { "import/no-unresolved": "error", "import/named": "error", "n/no-missing-import": "error" },
  },
];
