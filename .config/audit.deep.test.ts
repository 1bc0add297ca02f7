/**
 * `npm audit` of the locked dependencies knows of no weakness. Wants a registry that answers such
 * questions; where it does not, the test is skipped with the reason, and counted as that.
 */

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { expect, it } from "vitest";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

/** What `npm audit --json` writes: a verdict, or why there is none. */
const answerSchema = v.union([
  v.object({
    vulnerabilities: v.record(v.string(), v.object({ severity: v.string() })),
    metadata: v.object({ dependencies: v.object({ total: v.pipe(v.number(), v.minValue(1)) }) }),
  }),
  v.object({ message: v.string() }),
]);

const WHICH: readonly (readonly [string, string])[] = [
  ["what is installed with the package", "--omit=dev"],
  ["what helps to make and test it", "--include=dev"],
];

it.for(WHICH)("npm audit finds nothing in %s", { timeout: 120_000 }, ([, which], { skip }) => {
  const args = ["audit", "--json", which];
  const { stdout } = spawnSync("npm", args, { cwd: ROOT, encoding: "utf8", timeout: 100_000 });
  const answer = v.parse(answerSchema, JSON.parse(stdout));
  if ("message" in answer) {
    console.error(`NOT AUDITED: ${answer.message}`);
    return skip(`not audited: ${answer.message}`);
  }
  const found = Object.entries(answer.vulnerabilities);
  expect(found.map(([name, { severity }]) => `${name}: ${severity}`)).toEqual([]);
});
