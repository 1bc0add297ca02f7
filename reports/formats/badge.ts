/** badge.svg: the verdict for a README or a wall of dashboards. */

import { makeBadge } from "badge-maker";
import type { RunRecord } from "../evidence/run-record.ts";
import type { JudgedRun, RunVerdict } from "../verdict/judged-run.ts";
import { shortened, visible } from "./text.ts";

const COLORS: Readonly<Record<RunVerdict, string>> = {
  CONFORMS: "#2e7d32",
  VIOLATES: "#c62828",
  INVALID: "#8d6e00",
  INCOMPLETE: "#8d6e00",
  ERROR: "#616161",
};
const MOST_LABEL = 40;

/** The badge, for example "headway 2026-01 | CONFORMS 41/58". */
export function badge({ run, verdict, gating }: JudgedRun, _record: RunRecord): string {
  const label = shortened(
    visible(run === undefined ? "headway" : `headway ${run.profile}`),
    MOST_LABEL,
  );
  const tested = gating.total === 0 ? "" : ` ${gating.tested}/${gating.total}`;
  const partial = run?.partial === undefined ? "" : " (PARTIAL)";
  const message = `${verdict}${tested}${partial}`;
  return `${makeBadge({ label, message, color: COLORS[verdict] })}\n`;
}
