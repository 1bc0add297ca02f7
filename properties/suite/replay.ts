/** Sends one stored counterexample again and says whether it still fails. */

import { readFileSync } from "node:fs";
import { withoutSecrets } from "../../reports/evidence/index.ts";
import {
  messageOf,
  OperatorError,
  openTarget,
  readConfigFile,
  resolveConfig,
  type Settings,
  secretsOf,
  type Target,
} from "../target/index.ts";
import { clear } from "./clear.ts";
import { parseCounterexample, type StoredTrial } from "./counterexample.ts";
import { runTrial } from "./run-trial.ts";
import { isRace } from "./trial.ts";

export type ReplayVerdict =
  | { readonly kind: "FIXED"; readonly detail: string }
  | { readonly kind: "FAILED"; readonly detail: string }
  | { readonly kind: "ERROR"; readonly detail: string };

/** What did not show each time it was sent is tried this often before it counts as fixed. */
const RUNS = 30;

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

/**
 * Replays a file: against the target it was found on, or the one that the flags name. Our own
 * endpoint is started anew, so that nothing but the counterexample has happened to it.
 */
export async function replayFile(given: {
  readonly file: string;
  readonly flags: Settings & { readonly config?: string };
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}): Promise<{ readonly requirement: string; readonly verdict: ReplayVerdict }> {
  const stored = readCounterexample(given.file);
  const config = resolveConfig({
    file: await readConfigFile(given.flags.config),
    env: given.env,
    flags: { ...recordedSettings(stored, given.flags), ...defined(given.flags) },
    fallbackTarget: undefined,
  });
  const open = await openTarget(config, { tasksWanted: 0, signal: given.signal });
  try {
    const verdict = await replay(stored, open.target, given.signal);
    return { requirement: stored.requirement, verdict };
  } finally {
    await open.close();
  }
}

/** What the file says of its target, as far as the flags do not say otherwise. */
function recordedSettings(stored: StoredTrial, flags: Settings): Settings {
  const { profile, observe, visibleWithinMs, embedded, url, auth } = stored.target;
  const named = flags.target ?? (flags.twin === undefined ? undefined : "embedded");
  const isOwn = named === "embedded" || (named === undefined && embedded !== undefined);
  const common: Settings = {
    profile,
    observe,
    visibleWithin: `${visibleWithinMs}ms`,
    // Our own endpoint has a token of its own where the environment gives none.
    ...(auth === undefined || (isOwn && auth === "token") ? {} : { auth }),
  };
  if (named === "embedded") return common;
  // The counterexample names the tasks it needs; a URL's configuration has to name some, too.
  const tasks = `list:${stored.ids.a ?? "none"}`;
  if (named !== undefined) return { ...common, tasks };
  if (embedded === undefined) return { ...common, tasks, target: url };
  return { ...common, target: "embedded", twin: embedded === "reference" ? undefined : embedded };
}

function defined(flags: Settings): Settings {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}

/** Sends the trial to a target: once, or often where it is a race or was FLAKY. */
export async function replay(
  stored: Pick<StoredTrial, "trial" | "ids" | "confirmation">,
  target: Target,
  signal: AbortSignal,
): Promise<ReplayVerdict> {
  const { runs, violated } = stored.confirmation ?? { runs: 0, violated: 0 };
  const often = isRace(stored.trial) || violated < runs;
  let detail = "it does what is wanted";
  for (let i = 0; i < (often ? RUNS : 1) && !signal.aborted; i += 1) {
    await clear(stored.trial, target, stored.ids, signal);
    const { judgement } = await runTrial(stored.trial, target, stored.ids, signal);
    switch (judgement.kind) {
      case "violated":
        return {
          kind: "FAILED",
          detail: withoutSecrets(
            `wanted ${judgement.expected}; got ${judgement.actual}`,
            secretsOf(target),
          ),
        };
      case "inapplicable":
      case "indefinite":
        return { kind: "ERROR", detail: judgement.reason };
      case "held":
        detail = often ? `it does what is wanted, ${i + 1} times` : detail;
    }
  }
  return signal.aborted ? { kind: "ERROR", detail: "interrupted" } : { kind: "FIXED", detail };
}
