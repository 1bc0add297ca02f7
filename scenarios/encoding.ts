/**
 * What a report costs before it is sent: unfolded from a plan and encoded, or encoded alone. The
 * same work in Node and in k6; the clock is handed in.
 */

import { bodyWriter, planOf, timeline } from "../simulators/agent/index.ts";
import { CURRENT_PROFILE, profileOf } from "../simulators/contract/index.ts";

/** Short and many, so that on a machine that others use some are not disturbed. */
const ROUNDS = 200;
/** Reports that are encoded again and again when encoding alone is measured. */
const KEPT = 500;

/** A long copying, so that most reports are of the costliest kind. */
const PLAN = planOf({ totalBytes: 9e15, linkMbps: 100, intervalMs: 1000, jitterShare: 0.1 });

/**
 * Lines `unfolded <n> (<m>)` and `encoded <n> (<m>)`: reports per second, the median of the rounds
 * and what one round in ten exceeds. `reports`: of one round. `nowMs` needs fractions.
 */
export function measureEncoding(reports: number, nowMs: () => number): readonly string[] {
  const write = bodyWriter(PLAN, profileOf(CURRENT_PROFILE));
  const entries = timeline(PLAN);
  const kept = Array.from({ length: KEPT }, () => {
    const entry = entries.next();
    if (entry === undefined) throw new Error("measureEncoding: the plan is too short");
    return entry.report;
  });
  // What is written is counted, so that no engine may skip the work.
  let characters = 0;
  const rate = (work: (index: number) => void): string => {
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const startMs = nowMs();
      for (let index = 0; index < reports; index += 1) work(index);
      rates.push(Math.round((1000 * reports) / Math.max(0.001, nowMs() - startMs)));
    }
    rates.sort((a, b) => b - a);
    return `${rates[ROUNDS / 2]} (${rates[ROUNDS / 10]})`;
  };
  const unfolded = rate(() => {
    const entry = entries.next();
    if (entry !== undefined) characters += write(entry.report).length;
  });
  const encoded = rate((index) => {
    const report = kept[index % KEPT];
    if (report !== undefined) characters += write(report).length;
  });
  if (characters === 0) throw new Error("measureEncoding: nothing was written");
  return [`unfolded ${unfolded}`, `encoded ${encoded}`];
}
