/** The verdict of a run in one line, as it stands on the terminal, in CI logs and atop the page. */

import type { JudgedRun } from "./judged-run.ts";

type Decided = Omit<JudgedRun, "line" | "next">;

/** For example "CONFORMS, 41 of 58 gating requirements tested (embedded reference endpoint)". */
export function verdictLine(run: Decided): string {
  const partial = run.run?.partial;
  const head = partial === undefined ? run.verdict : `${run.verdict} (PARTIAL: ${partial})`;
  const embedded = embeddedName(run.run?.target.embedded);
  const line = [head, ...requirementParts(run), ...scenarioParts(run), ...baselineParts(run)].join(
    ", ",
  );
  return embedded === undefined ? line : `${line} (${embedded})`;
}

/** How the embedded endpoint is called on the verdict line; undefined of any other target. */
export function embeddedName(embedded: string | undefined): string | undefined {
  if (embedded === undefined) return undefined;
  if (/^(embedded|reference|embedded reference endpoint)$/.test(embedded)) {
    return "embedded reference endpoint";
  }
  return embedded.startsWith("twin") ? `embedded ${embedded}` : `embedded twin ${embedded}`;
}

function requirementParts({ gating, requirements, counts }: Decided): string[] {
  if (requirements.length === 0) return [];
  const [stale, waived] = [counts["STALE-WAIVER"], counts.WAIVED];
  return [
    ...(gating.red === 0 ? [] : [`${plural(gating.red, "gating requirement")} violated`]),
    ...(stale === 0 ? [] : [plural(stale, "stale waiver")]),
    `${gating.tested} of ${plural(gating.total, "gating requirement")} tested`,
    ...(waived === 0 ? [] : [`${waived} waived`]),
  ];
}

function scenarioParts({ scenarios }: Decided): string[] {
  const names = (verdict: string): string =>
    scenarios
      .filter((scenario) => scenario.verdict === verdict)
      .map((scenario) => scenario.opened.scenario)
      .join(" and ");
  const said: readonly (readonly [string, string])[] = [
    ["MISSED", "objectives missed"],
    ["INVALID", "invalid"],
    ["HARNESS-ERROR", "harness error"],
    ["INCONCLUSIVE", "not decided"],
    ["MET", "objectives met"],
  ];
  return said
    .map(([verdict, what]) => ({ who: names(verdict), what }))
    .filter(({ who }) => who !== "")
    .map(({ who, what }) => `load ${who}: ${what}`);
}

function baselineParts({ baseline }: Decided): string[] {
  if (baseline === undefined) return [];
  const worse = baseline.regressions.length;
  return [worse === 0 ? "no regression" : plural(worse, "regression")];
}

/** "1 trial", "2 trials". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
