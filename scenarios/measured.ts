/** What one core of a machine was measured to send: written by the benchmark, read when a fleet is sized. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";
import { OperatorError } from "../properties/target/index.ts";

/** Where `npm run bench size` leaves its figures, from the project's folder. */
export const MEASURED_FILE = ".cache/measured.json";

const positive = v.pipe(v.number(), v.minValue(0));
const measuredSchema = v.object({
  /** The day, YYYY-MM-DD (UTC). */
  day: v.string(),
  /** Processor and memory, in words. */
  machine: v.string(),
  k6: v.string(),
  /** Reports that a core of k6 sends in a second, no two bodies alike, 1 % read back. */
  perCoreSecond: v.pipe(v.number(), v.minValue(1)),
  /** Memory of a k6 process with few agents. */
  runnerBytes: positive,
  /** What each further agent takes. */
  agentBytes: positive,
});

export type Measured = v.InferOutput<typeof measuredSchema>;

/** Writes figures down, over older ones. */
export function keepMeasured(path: string, measured: Measured): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(measured, null, 2)}\n`);
}

/** The figures there; undefined without a file. Throws OperatorError where they are none. */
export function readMeasured(path: string): Measured | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), measuredSchema), text);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new OperatorError(
    `${path}: ${v.getDotPath(issue) ?? "text"}: ${issue.message}; measure again by npm run bench size`,
  );
}
