/** `headway waive <finding>`, and reading the file of waivers for a run. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { readRun } from "./evidence/read-run.ts";
import type { EventOf, Waiver } from "./evidence/schema.ts";
import { findRun } from "./report-verb.ts";
import { judge } from "./verdict/decide.ts";
import type { JudgedRequirement } from "./verdict/judged-run.ts";
import {
  isDay,
  parseWaivers,
  WAIVERS_FILE,
  WaiversError,
  writeWaivers,
} from "./verdict/waivers-file.ts";

type IsRequirement = (id: string) => boolean;

/**
 * The waivers that a run is to be judged with: of the named file, or of the usual one where it is
 * there. Throws WaiversError on a file that is not there, is no such file, or has a bad entry.
 */
export function readWaivers(
  named: string | undefined,
  isRequirement: IsRequirement,
): EventOf<"waivers"> | undefined {
  const file = named ?? WAIVERS_FILE;
  if (named === undefined && !existsSync(file)) return undefined;
  return { kind: "waivers", file, entries: [...parseWaivers(textOf(file), file, isRequirement)] };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new WaiversError(`waivers: ${file} cannot be read: ${message}`, { cause });
  }
}

export interface WaiveOptions {
  /** Id of a violated requirement, or the path of its counterexample inside a run. */
  readonly finding: string;
  readonly reason: string;
  readonly owner: string;
  readonly until: string;
  /** Run that an id is looked up in. @defaultValue the newest */
  readonly run?: string | undefined;
  readonly maxRate?: number | undefined;
  readonly file?: string | undefined;
  /** YYYY-MM-DD (UTC). */
  readonly today: string;
  readonly isRequirement: IsRequirement;
}

export interface Waived {
  readonly file: string;
  readonly entries: readonly Waiver[];
  /** What the operator should know beside it. */
  readonly hint: string | undefined;
}

/**
 * Writes a waiver for each cause of a finding. An entry of the same cause is renewed: it keeps its
 * rate unless another one is given.
 */
export function waive(options: WaiveOptions): Waived {
  const { reason, owner, until, maxRate, today, isRequirement } = options;
  if (maxRate !== undefined && !(maxRate > 0 && maxRate < 1)) {
    throw new WaiversError(
      `max-rate: got ${maxRate}, want a share of like requests above 0 and below 1`,
    );
  }
  if (!isDay(until) || until < today) {
    throw new WaiversError(
      `until: got ${until}, want a day from ${today} on, as YYYY-MM-DD: a waiver that never ends hides what it was for`,
    );
  }
  const requirement = violatedIn(options);
  const file = options.file ?? WAIVERS_FILE;
  const before = existsSync(file) ? parseWaivers(textOf(file), file, isRequirement) : [];
  const known = new Map(before.map((waiver) => [keyOf(waiver), waiver.flaky]));
  const entries = requirement.fingerprints.map((fingerprint): Waiver => {
    const entry = { requirement: requirement.entry.id, fingerprint, reason, owner, until };
    const flaky = maxRate === undefined ? known.get(keyOf(entry)) : { maxRate };
    return { ...entry, ...(flaky === undefined ? {} : { flaky }) };
  });
  const text = writeWaivers(renewed(before, entries));
  // What is written is read by the same rules first: an empty reason is refused here already.
  parseWaivers(text, "waive", isRequirement);
  writeFile(file, text);
  return { file, entries, hint: hintOf(requirement, maxRate) };
}

function violatedIn({ finding, run }: WaiveOptions): JudgedRequirement {
  const isPath = finding.endsWith(".json") || finding.endsWith(".sh");
  const folder = findRun(isPath ? finding : (run ?? "latest"));
  const { requirements } = judge(readRun(folder));
  const isMeant = ({ entry, finding: found }: JudgedRequirement) =>
    isPath
      ? found?.files.some((file) => basename(file) === basename(finding)) === true
      : entry.id === finding;
  const requirement = requirements.find(isMeant);
  if (requirement?.finding === undefined) {
    const violated = requirements.filter((r) => r.finding !== undefined).map((r) => r.entry.id);
    const known = violated.length === 0 ? "it has no finding" : `it violates ${list(violated)}`;
    throw new WaiversError(
      `waive: got ${finding}, want a violated requirement of ${folder} or its counterexample; ${known}`,
    );
  }
  if (requirement.fingerprints.length === 0) {
    throw new WaiversError(`waive: the evidence of ${finding} keeps no cause; run the check again`);
  }
  return requirement;
}

const LISTED = 5;

function list(ids: readonly string[]): string {
  const more = ids.length > LISTED ? ` and ${ids.length - LISTED} more` : "";
  return ids.slice(0, LISTED).join(", ") + more;
}

/** In the order of the file; what is new comes last. */
function renewed(before: readonly Waiver[], entries: readonly Waiver[]): readonly Waiver[] {
  return [...new Map([...before, ...entries].map((waiver) => [keyOf(waiver), waiver])).values()];
}

function keyOf({ requirement, fingerprint }: Pick<Waiver, "requirement" | "fingerprint">): string {
  return JSON.stringify([requirement, fingerprint]);
}

function hintOf({ verdict, rate }: JudgedRequirement, maxRate: number | undefined) {
  if (verdict !== "FLAKY" || maxRate !== undefined) return undefined;
  const share =
    rate === undefined ? "" : ` (seen in ${rate.violated} of ${rate.runs} like requests)`;
  return `the finding is FLAKY${share}: the first run that does not meet it will call this waiver stale; --max-rate says how often it may be seen instead`;
}

function writeFile(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new WaiversError(`waivers: ${file} cannot be written: ${message}`, { cause });
  }
}
