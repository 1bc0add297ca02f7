/** Which of the reports that may have come to a task a look at it shows. */

import type { FieldName } from "../../simulators/contract/index.ts";
import { writeJson } from "../../simulators/report/index.ts";
import { differences, type Fields } from "../model/differences.ts";
import type { Shown } from "../model/history.ts";
import type { Seen } from "../target/index.ts";
import type { JudgeContext, Judgement } from "./judge.ts";
import type { Send } from "./trial.ts";

/** Most of a value that is told, in characters. */
const TEXT_MAX = 40;

/** One report, under a name of its own. */
export interface Sent {
  readonly name: string;
  readonly fields: Fields;
  readonly step: Send;
  /** Whether its connection ended before all of it had been sent. */
  readonly isPartial: boolean;
}

/** Why nothing can be said. */
export type Unclear = Extract<Judgement, { reason: string }>;

/** What a look can show. */
export interface Known {
  /** The trial's own reports. */
  readonly own: readonly Sent[];
  /** Those that earlier trials left under way. */
  readonly left: readonly Sent[];
  /** What the task showed before the trial's first report, where the trial looked. */
  readonly before: Seen | undefined;
}

/** Which of the reports a look shows. */
export function shownOf(
  seen: Exclude<Seen, { kind: "unreadable" }>,
  { own, left, before }: Known,
  { profile }: JudgeContext,
): { readonly shown: Shown; readonly what: string } | Unclear {
  if (seen.kind === "empty") return { shown: { kind: "before" }, what: "no report" };
  const isAsBefore =
    before?.kind === "report" && differences(before.fields, seen, profile).length === 0;
  const isOwn = own.some(({ fields }) => differences(fields, seen, profile).length === 0);
  if (isAsBefore && !isOwn) return { shown: { kind: "before" }, what: "what was there before" };
  const sent = [...own, ...left];
  const compared = sent.map(({ name, fields }) => {
    return { name, differs: differences(fields, seen, profile).map(({ field }) => field) };
  });
  const [whole, ...others] = compared.filter(({ differs }) => differs.length === 0);
  if (whole !== undefined) {
    if (others.length === 0)
      return { shown: { kind: "report", value: whole.name }, what: whole.name };
    return { kind: "inapplicable", reason: `a look cannot tell ${whole.name} from others` };
  }
  const owners = seen.visible.map((field) => {
    const names = compared.flatMap(({ name, differs }, i) => {
      const isFrom = !differs.includes(field) || isBeginning(sent[i], seen, field);
      return isFrom ? [name] : [];
    });
    return { field, names };
  });
  const unsent = owners.find(({ names }) => names.length === 0);
  if (unsent !== undefined) {
    return { shown: { kind: "unsent" }, what: `${unsent.field} ${textOf(seen, unsent.field)}` };
  }
  const values = fewestOf(owners.map(({ names }) => names));
  return { shown: { kind: "mixed", values }, what: `parts of ${values.join(" and ")}` };
}

/** Whether a field shows what may have been made of a report that broke off within it, or before. */
function isBeginning(
  one: Sent | undefined,
  seen: Extract<Seen, { kind: "report" }>,
  field: FieldName,
): boolean {
  if (one?.isPartial !== true) return false;
  const want = one.fields.get(field);
  const got = seen.fields.get(field);
  if (got === undefined || writeJson(got) === "0") return true;
  return want !== undefined && writeJson(want).startsWith(writeJson(got).replace(/"$/, ""));
}

/** Names of which each list has one: first those that a list has alone, then what is left. */
function fewestOf(lists: readonly (readonly string[])[]): readonly string[] {
  const taken = new Set(lists.flatMap((names) => (names.length === 1 ? names : [])));
  for (const names of lists) {
    const [first] = names;
    if (first !== undefined && !names.some((name) => taken.has(name))) taken.add(first);
  }
  return [...taken].sort();
}

function textOf(seen: Extract<Seen, { kind: "report" }>, name: FieldName): string {
  const value = seen.fields.get(name);
  const text = value === undefined ? "nothing" : writeJson(value);
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
}
