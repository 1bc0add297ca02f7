/** The check half of a run: the property suite, with what the run was asked. */

import { REQUIREMENTS } from "../properties/requirements/index.ts";
import { type CheckIo, type CheckRequest, check, selected } from "../properties/suite/check.ts";
import type { CheckOptions } from "../properties/suite/check-options.ts";
import { QUICK_EFFORT } from "../properties/suite/requirement-result.ts";
import {
  OperatorError,
  type TargetConfig,
  type TaskIds,
  TaskPool,
  taskCount,
} from "../properties/target/index.ts";
import { profileOf } from "../simulators/contract/index.ts";
import { HOME } from "./self.ts";
import type { Session } from "./session.ts";
import { displayPath } from "./terminal.ts";

/** Tasks that are lent again and again; those beyond are kept for what must be fresh. */
const WORKING_TASKS = 40;

/** Whether there is a requirement of that id. */
export const isRequirement = (id: string) =>
  REQUIREMENTS.some((requirement) => requirement.id === id);

/** Checks the target; what it finds goes into the run's evidence. */
export async function checkHalf(session: Session, shrinking?: CheckIo["shrinking"]): Promise<void> {
  const { open, options, flags, progress, signal } = session;
  const request = {
    pool: new TaskPool(open.tasks, WORKING_TASKS),
    effort: options.effort,
    only: flags.only,
    restartsMs: options.restartsMs,
    stored: session.stored,
  };
  await check(checkRequest(session, request), {
    record: (event) => session.recorder.record(event),
    progress: ({ done, all, violated }) => {
      const found = violated === 0 ? "" : `, ${violated} violated`;
      progress.show(`checking requirements: ${done} of ${all}${found}`);
    },
    ...(shrinking === undefined ? {} : { shrinking }),
    signal,
  });
}

function checkRequest(
  { open, options, config, folder }: Session,
  chosen: Pick<CheckRequest, "pool" | "effort" | "only" | "restartsMs" | "stored">,
): CheckRequest {
  return {
    ...chosen,
    target: open.target,
    seed: options.seed,
    catalogue: config.gate.catalogue,
    folder: displayPath(folder),
    home: HOME,
    recorded: { ...open.description, profile: open.target.profile.id },
  };
}

/** Requirements that a busy endpoint keeps, too: none that measures time or the HTTP layer. */
const PROBES = [
  ...["route/", "header/token", "subtask-name/", "progress/", "replicatesize/", "process-trace/"],
  ...["body/", "json/malformed", "reply/success-status", "reply/error-body", "state/"],
];

/** The requirements that are checked while a fleet loads the target. */
export async function probe(
  session: Session,
  tasks: TaskIds,
  signal: AbortSignal,
): Promise<string> {
  const pool = new TaskPool(tasks, taskCount(tasks));
  const request = { pool, effort: QUICK_EFFORT, only: PROBES };
  let [checked, violations] = [0, 0];
  await check(checkRequest(session, request), {
    record: (event) => session.recorder.record(event),
    progress: ({ done, violated }) => {
      if (signal.aborted) return;
      [checked, violations] = [done, violated];
    },
    signal,
  });
  return `${checked} requirements were checked while it was loaded, ${violations} of them violated`;
}

/** Throws OperatorError where `--only` selects nothing. */
export function wantSelection(
  config: TargetConfig,
  only: readonly string[],
  { restartsMs }: CheckOptions,
): void {
  const target = { profile: profileOf(config.profile) };
  if (selected(target, { only, restartsMs }).length > 0) return;
  const needsKills = selected(target, { only, restartsMs: 0 }).length > 0;
  const words = needsKills
    ? `${only.join(" or ")} kills the endpoint, which is asked for by --durability`
    : `no requirement begins with ${only.join(" or ")}; see list requirements`;
  throw new OperatorError(`only: ${words}`);
}
