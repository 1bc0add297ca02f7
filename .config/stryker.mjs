/**
 * The mutation run: each small change to the judging code has to make a test fail. A part of
 * `npm run test:deep`; alone: `npx stryker run .config/stryker.mjs`. JavaScript, as Stryker wants it.
 *
 * Not verified: code that is not listed, and tests that are not in `vitest.mutation.config.ts`.
 */

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate: [
    "properties/model/differences.ts",
    "properties/model/levels.ts",
    "properties/model/linearizable.ts",
    "properties/suite/judge.ts",
    "properties/suite/judge-status.ts",
    "reports/verdict/decide.ts",
    "reports/verdict/exit-status.ts",
    "reports/verdict/judge-requirement.ts",
  ],
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: ".config/vitest.mutation.config.ts", related: false },
  coverageAnalysis: "perTest",
  concurrency: 2,
  // A mutant that loops for ever counts as found; a slow machine is no such mutant.
  timeoutMS: 20_000,
  ignorePatterns: ["/.build", "/.cache", "/.ci", "/.github", "/reports/out"],
  tempDirName: ".cache/mutation/sandbox",
  cleanTempDir: "always",
  // Vitest erases types without looking at them, and TypeScript 7 has nothing that Stryker could call.
  disableTypeChecks: false,
  tsconfigFile: "none",
  reporters: ["clear-text", "json"],
  jsonReporter: { fileName: ".cache/mutation/report.json" },
  clearTextReporter: { allowColor: false, logTests: false },
  // Per cent of the mutants; below `break` the run fails.
  thresholds: { high: 95, low: 90, break: 90 },
};
