/** One run under way, what its verb promised, and the evidence of both. */

import type { CheckOptions } from "../properties/suite/check-options.ts";
import type { readKept } from "../properties/suite/kept.ts";
import {
  messageOf,
  type OpenTarget,
  secretsOf,
  type TargetConfig,
} from "../properties/target/index.ts";
import {
  identityNow,
  type Progress,
  type Recorder,
  type RunEvent,
  withoutSecrets,
} from "../reports/index.ts";
import { type ScenarioName, shellWord } from "../scenarios/index.ts";
import type { RunFlags } from "./flags.ts";
import { VERSION } from "./self.ts";

/** What a verb promises to do. */
export interface VerbPromise {
  readonly verb: string;
  readonly halves: readonly ("check" | "load")[];
  readonly scenarios: readonly ScenarioName[];
  /** The gate takes what tasks there are and stays below the target's limit. */
  readonly cautious: boolean;
  readonly fallbackTarget?: string;
}

/** One run under way. */
export interface Session {
  readonly promise: VerbPromise;
  readonly flags: RunFlags;
  readonly config: TargetConfig;
  readonly options: CheckOptions;
  /** Trials that failed before, by requirement. */
  readonly stored: ReturnType<typeof readKept>;
  readonly folder: string;
  readonly open: OpenTarget;
  readonly recorder: Recorder;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Requests in a second that a load may send; undefined: on this machine any number. */
  readonly perSecondMax: number | undefined;
}

/** As much of it as a load needs, which is also written down and played elsewhere. */
export type ToLoad = Pick<
  Session,
  "promise" | "config" | "open" | "flags" | "folder" | "options" | "perSecondMax"
>;

/** Shorter secrets are not looked for among our own words. */
const SHOWN_SECRET_LENGTH_MIN = 8;

/** Who ran what against which target, for the evidence. */
export function runEvent({ promise, flags, config, options, open }: ToLoad): RunEvent {
  const partial = [
    ...(flags.only === undefined ? [] : [`--only ${flags.only.join(" ")}`]),
    ...(flags.quick === true ? ["--quick"] : []),
  ].join(", ");
  return {
    kind: "run",
    version: 1,
    ...identityNow(),
    verb: promise.verb,
    tool: VERSION,
    seed: options.seed,
    profile: config.profile,
    target: { ...open.description },
    strict: flags.strict === true,
    minTested: config.gate.minTested,
    ...(partial === "" ? {} : { partial }),
    halves: [...promise.halves],
    ...(flags.release === undefined ? {} : { release: flags.release }),
    ...(flags.baseline === undefined ? {} : { baseline: flags.baseline }),
    command: withoutSecrets(
      ["npx tsx cli.ts", ...process.argv.slice(2).map(shellWord)].join(" "),
      // A shell may have put one in; a short one would spoil the flags.
      secretsOf(open.target).filter((secret) => secret.length >= SHOWN_SECRET_LENGTH_MIN),
    ),
  };
}

/**
 * A fault of ours becomes evidence, with its stack, and does not end the other half. A disk that
 * refuses is none: it makes the evidence incomplete.
 */
export async function attempt(
  recorder: Recorder,
  place: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (recorder.isRefusedBy(error)) return;
    const stack = error instanceof Error ? error.stack : undefined;
    const message = messageOf(error);
    recorder.record({
      kind: "harness-error",
      place,
      message,
      ...(stack === undefined ? {} : { stack }),
    });
  }
}
