/** Runs requirements against our own endpoint behind a real socket, as the command line does. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Event } from "../../reports/evidence/index.ts";
import { check } from "../suite/check.ts";
import { type Effort, QUICK_EFFORT } from "../suite/requirement-result.ts";
import { openTarget, resolveConfig, TaskPool } from "../target/index.ts";

const WORKING_TASKS = 40;
const RESTARTS_MS = 300_000;

/** What a run records, event by event. `twin`: its id; undefined: the reference. */
export async function checkOverHttp(given: {
  readonly twin?: string;
  /** Whether it keeps reports in a folder. @defaultValue in memory only */
  readonly isDurable?: boolean;
  /** Beginnings of requirements' ids. */
  readonly only: readonly string[];
  /** @defaultValue 7 */
  readonly seed?: number;
  /** @defaultValue quick */
  readonly effort?: Effort;
}): Promise<readonly Event[]> {
  const { twin, isDurable = false, only, seed = 7, effort = QUICK_EFFORT } = given;
  const folder = mkdtempSync(join(tmpdir(), "headway-check-"));
  const { signal } = new AbortController();
  const flags = {
    ...(twin === undefined ? { target: "embedded" } : { twin }),
    ...(isDurable ? { store: join(folder, "store") } : {}),
  };
  const config = resolveConfig({ file: {}, env: {}, flags, fallbackTarget: undefined });
  const open = await openTarget(config, { tasksWanted: 0, signal });
  const events: Event[] = [];
  try {
    await check(
      {
        target: open.target,
        pool: new TaskPool(open.tasks, WORKING_TASKS),
        seed,
        effort,
        only,
        restartsMs: RESTARTS_MS,
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
