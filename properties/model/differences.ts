/**
 * Whether what a target shows is a given report: the register's equality. Numbers compare by value
 * (64-bit integers exactly, doubles as doubles), text to the character, NUL apart. A field that the
 * report left out may be absent or at its type's zero (ruling D-04): what it may not show is an old
 * value.
 *
 * Not verified: fields the observation cannot show, and members that no report has.
 */

import type { FieldName, Profile } from "../../simulators/contract/index.ts";
import {
  compareDecimals,
  type Json,
  parseDecimal,
  writeJson,
} from "../../simulators/report/index.ts";
import type { Seen } from "../target/observation.ts";

export interface Difference {
  readonly field: FieldName;
  readonly want: string;
  readonly got: string;
}

/** What stands for a value where there is none. */
export const NOTHING = "nothing";

/** The fields a body carries, as the judge of bodies reads them. */
export type Fields = ReadonlyMap<FieldName, Json>;

/** Where the fields shown differ from the report; empty when they are that report. */
export function differences(
  sent: Fields,
  seen: Extract<Seen, { kind: "report" }>,
  profile: Profile,
): readonly Difference[] {
  const found: Difference[] = [];
  for (const field of profile.fields) {
    if (!seen.visible.includes(field.name)) continue;
    const want = sent.get(field.name);
    const got = seen.fields.get(field.name);
    const wanted = want === undefined || want.kind === "null" ? undefined : want;
    const same =
      wanted === undefined
        ? isNothing(got)
        : got !== undefined && equal(wanted, got, field.type === "double");
    if (!same) found.push({ field: field.name, want: show(wanted), got: show(got) });
  }
  return found;
}

/** Whether two JSON values are the same field value. */
export function equal(want: Json, got: Json, double: boolean): boolean {
  if (want.kind === "number" && got.kind === "number") {
    if (double) return Number(want.text) === Number(got.text);
    return compareDecimals(parseDecimal(want.text), parseDecimal(got.text)) === 0;
  }
  if (want.kind === "string" && got.kind === "string") return sameText(want.value, got.value);
  if (want.kind === "boolean" && got.kind === "boolean") return want.value === got.value;
  return false;
}

/** What many stores make of a character that they cannot keep; the source says nothing of it. */
const INSTEAD_OF_NUL = ["", "\uFFFD", " ", "?"];

/** Ruling D-16: a NUL may be left out or replaced; what stands beside it is kept. */
function sameText(want: string, got: string): boolean {
  if (want === got) return true;
  return (
    want.includes("\u0000") &&
    INSTEAD_OF_NUL.some((instead) => want.split("\u0000").join(instead) === got)
  );
}

/** Whether a shown value says nothing: absent, null, zero, empty or false. */
function isNothing(value: Json | undefined): boolean {
  if (value === undefined || value.kind === "null") return true;
  if (value.kind === "number") return Number(value.text) === 0;
  if (value.kind === "string") return value.value === "";
  return value.kind === "boolean" && !value.value;
}

function show(value: Json | undefined): string {
  if (value === undefined) return NOTHING;
  const text = writeJson(value);
  return text.length > 80 ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
}
