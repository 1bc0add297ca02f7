/**
 * `npm test`: lint, types, then every test; `--deep` adds those that take long, and the mutation
 * run. Ends with one plain line of real counts, "N passed, N failed", in which each linter,
 * compiler and mutation run is one check.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const BIN = join(ROOT, "node_modules", ".bin");
const deep = process.argv.includes("--deep");

type Check = readonly [name: string, command: string, ...args: string[]];
const MUTANTS: Check = ["mutants of the judging code", "stryker", "run", ".config/stryker.mjs"];
const CHECKS: readonly Check[] = [
  ["lint", "biome", "check", "--error-on-warnings", "."],
  ["types of the Node side", "tsc", "-p", "tsconfig.json"],
  ["types of the pure core", "tsc", "-p", ".config/tsconfig.core.json"],
  ["types of what runs in k6", "tsc", "-p", ".config/tsconfig.k6.json"],
  ...(deep ? [MUTANTS] : []),
];

const resultSchema = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  numPendingTests: v.number(),
  numFailedTestSuites: v.number(),
});

let passed = 0;
let failed = 0;
for (const [name, command, ...args] of CHECKS) {
  console.error(`\n— ${name}`);
  if (run(command, args) === 0) passed += 1;
  else failed += 1;
}
console.error("\n— tests");
const tests = vitest();
passed += tests.passed;
failed += tests.failed;
const skipped = tests.skipped === 0 ? "" : `, ${tests.skipped} skipped`;
console.log(`\n${passed} passed, ${failed} failed${skipped}`);
process.exitCode = failed === 0 ? 0 : 1;

function vitest(): { readonly passed: number; readonly failed: number; readonly skipped: number } {
  const folder = mkdtempSync(join(tmpdir(), "headway-test-"));
  const file = join(folder, "result.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const args = ["run", "--config", ".config/vitest.config.ts", ...reporters];
  const status = run("vitest", args, { HEADWAY_DEEP: deep ? "1" : "" });
  try {
    const counts = v.parse(resultSchema, JSON.parse(readFileSync(file, "utf8")));
    // A file that does not load has no failed test; vitest's own status knows of it.
    const unseen = status !== 0 && counts.numFailedTests === 0 ? 1 : 0;
    return {
      passed: counts.numPassedTests,
      failed: counts.numFailedTests + unseen,
      skipped: counts.numPendingTests,
    };
  } catch (error) {
    console.error("vitest left no counts:", error);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): number {
  const done = spawnSync(join(BIN, command), args, {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  if (done.error !== undefined) console.error(done.error);
  return done.status ?? 1;
}
