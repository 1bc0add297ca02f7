/** The door of `reports`: what the command line needs to judge a run and to write it down. */

export * from "./baseline.ts";
export { type DemoOptions, serveDemo, type TourTeller } from "./demo-verb.ts";
export * from "./diff-verb.ts";
export * from "./evidence/index.ts";
export { githubAnnotations, withoutCommands } from "./formats/github.ts";
export { type Progress, progressOn } from "./formats/progress.ts";
export { summaryMd } from "./formats/summary-md.ts";
export { terminal } from "./formats/terminal.ts";
export { visible } from "./formats/text.ts";
export { FORMATS, type Format, type Unwritten } from "./formats/write-all.ts";
export * from "./history-verb.ts";
export { latestIn, pointLatest } from "./latest.ts";
export * from "./report-verb.ts";
export { serveReport } from "./serve-verb.ts";
export * from "./verdict/index.ts";
export * from "./waive-verb.ts";
