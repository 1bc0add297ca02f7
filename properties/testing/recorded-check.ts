/** A check of a target as the command line does it: what it records, event by event. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Event } from "../../reports/evidence/index.ts";
import { type CheckRequest, check } from "../suite/check.ts";
import { guarded } from "../suite/guard.ts";
import { openTarget, resolveConfig, type Settings, TaskPool } from "../target/index.ts";

const WORKING_TASKS = 40;
const REQUESTS_MAX = 1_000_000;

/** Opens the target that the settings mean, checks it, and leaves nothing behind. */
export async function recordedCheck(
  settings: { readonly flags: Settings; readonly env?: NodeJS.ProcessEnv },
  given: Pick<CheckRequest, "only" | "seed" | "effort" | "restartsMs">,
): Promise<readonly Event[]> {
  const { flags, env = {} } = settings;
  const { signal } = new AbortController();
  const config = resolveConfig({ file: {}, env, flags, fallbackTarget: undefined });
  const open = await openTarget(config, { tasksWanted: 0, signal });
  const transport = guarded(open.target.transport, { requestsMax: REQUESTS_MAX });
  const folder = mkdtempSync(join(tmpdir(), "headway-check-"));
  const events: Event[] = [];
  try {
    await check(
      {
        ...given,
        target: { ...open.target, transport },
        pool: new TaskPool(open.tasks, WORKING_TASKS),
        folder,
        home: folder,
        recorded: { ...open.description, profile: open.target.profile.id },
      },
      { record: (event) => events.push(event), progress: () => {}, signal },
    );
  } finally {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return events;
}
