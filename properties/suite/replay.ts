/** Sends one stored counterexample again and says whether it still fails. */

import { readFileSync } from "node:fs";
import { messageOf, OperatorError, type Target } from "../target/index.ts";
import { parseCounterexample, type StoredTrial } from "./counterexample.ts";
import { runTrial } from "./run-trial.ts";

export type ReplayVerdict =
  | { readonly kind: "FIXED"; readonly detail: string }
  | { readonly kind: "FAILED"; readonly detail: string }
  | { readonly kind: "ERROR"; readonly detail: string };

/** A race is tried this often before it counts as fixed. */
const RACE_RUNS = 30;

/** Reads a counterexample's file. Throws OperatorError when there is none. */
export function readCounterexample(path: string): StoredTrial {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new OperatorError(`replay: ${path} cannot be read: ${messageOf(error)}`);
  }
  return parseCounterexample(text, path);
}

/** Sends the trial to a target. */
export async function replay(
  stored: StoredTrial,
  target: Target,
  signal: AbortSignal,
): Promise<ReplayVerdict> {
  const race = stored.trial.steps.some((step) => step.do === "together");
  let detail = "it does what is wanted";
  for (let i = 0; i < (race ? RACE_RUNS : 1) && !signal.aborted; i += 1) {
    const { judgement } = await runTrial(stored.trial, target, stored.ids, signal);
    switch (judgement.kind) {
      case "violated":
        return {
          kind: "FAILED",
          detail: `wanted ${judgement.expected}; got ${judgement.actual}`,
        };
      case "inapplicable":
      case "indefinite":
        return { kind: "ERROR", detail: judgement.reason };
      case "held":
        detail = race ? `it does what is wanted, ${i + 1} times` : detail;
    }
  }
  return signal.aborted ? { kind: "ERROR", detail: "interrupted" } : { kind: "FIXED", detail };
}
