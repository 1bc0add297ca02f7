/** Runs requirements against our own endpoint behind a real socket, as the command line does. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Event } from "../../reports/evidence/index.ts";
import { type Effort, QUICK_EFFORT } from "../suite/requirement-result.ts";
import { recordedCheck } from "./recorded-check.ts";

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
  const place = mkdtempSync(join(tmpdir(), "headway-store-"));
  const flags = {
    ...(twin === undefined ? { target: "embedded" } : { twin }),
    ...(isDurable ? { store: join(place, "store") } : {}),
  };
  try {
    return await recordedCheck({ flags }, { only, seed, effort, restartsMs: RESTARTS_MS });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
