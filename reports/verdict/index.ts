/** What a run's evidence means. */
export * from "./decide.ts";
export * from "./exit-status.ts";
export * from "./judged-run.ts";
export { WaiversError } from "./waivers-file.ts";
