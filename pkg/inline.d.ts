// The types of roomkey/inline, another name of the main entry, for tools that know no exports.
export * from "./index.js";
