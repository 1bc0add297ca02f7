/** Evidence: what a run writes and how it is read back. */
export * from "./histogram.ts";
export * from "./schema.ts";
