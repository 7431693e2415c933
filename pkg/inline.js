// @ts-check
// Another name of the main entry, for tools that know no exports.
export * from "./roomkey.js";
