/**
 * The three duties that every row of the body table states: what is in range is accepted, what is
 * out of range is refused, what has another type is refused. One function for all rows, so that a
 * rule is worded once.
 */

import * as fc from "fast-check";
import type { Field, FieldName, Profile } from "../../simulators/contract/index.ts";
import { LATER_FIELDS, SEED_FIELDS } from "../../simulators/contract/index.ts";
import { report, type Trial } from "../suite/trial.ts";
import { otherInsideValue, outsideValue } from "./arbitraries.ts";
import { minimalWith, shortened } from "./drafts.ts";
import { type Requirement, requirement } from "./requirement.ts";
import { foreignValues, insideValues, outsideValues } from "./values.ts";

/** The field of that name. Throws on a name the contract does not have. */
export function fieldOf(name: FieldName): Field {
  const field = [...SEED_FIELDS, ...LATER_FIELDS].find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`fieldOf: got ${name}, want a field of the contract`);
  return field;
}

/** `<row>/in-range`, `<row>/out-of-range` and `<row>/type` of one row. */
export function rowRequirements(row: string, fields: readonly FieldName[]): readonly Requirement[] {
  const known = fields.map(fieldOf);
  const [first] = known;
  if (first === undefined) throw new Error(`rowRequirements: ${row} has no field`);
  const names = fields.join(", ");
  const common = {
    table: "Table 3: body" as const,
    source: known.map((field) => field.source).join("; "),
    appliesTo: (profile: Profile) => knowsAll(profile, fields),
  };
  const rows: Requirement[] = [
    requirement({
      ...common,
      id: `${row}/in-range`,
      statement: `A report whose ${names} lies within ${rangeText(first)}, ends included, is accepted.`,
      basis: "stated",
      trials: ({ profile }) => trialsOf(profile, known, insideValues),
      ...drawnInside(known),
    }),
  ];
  if (outsideValues(first).length > 0) {
    rows.push(
      requirement({
        ...common,
        id: `${row}/out-of-range`,
        statement: `A report whose ${names} lies outside ${rangeText(first)} is refused with 400.`,
        basis: "adopted",
        ruling: "D-01",
        trials: ({ profile }) => trialsOf(profile, known, outsideValues),
        random: ({ profile }) => drawn(profile, known, outsideValue),
      }),
    );
  }
  rows.push(
    requirement({
      ...common,
      id: `${row}/type`,
      statement: `A report whose ${names} is ${foreignText(first)} is refused with 400.`,
      basis: "adopted",
      ruling: "D-01",
      trials: ({ profile }) => trialsOf(profile, known, foreignValues),
    }),
  );
  return rows;
}

/** Where every value is enumerated there is nothing to draw. */
function drawnInside(fields: readonly Field[]): Pick<Requirement, "random"> {
  if (fields.every((field) => otherInsideValue(field) === undefined)) return {};
  return { random: ({ profile }) => drawn(profile, fields, otherInsideValue) };
}

function knowsAll(profile: Profile, names: readonly FieldName[]): boolean {
  return names.every((name) => profile.fields.some((field) => field.name === name));
}

/** One trial a value: the smallest plain report with exactly that field changed. */
export function trialsOf(
  profile: Profile,
  fields: readonly Field[],
  values: (field: Field) => readonly string[],
): readonly Trial[] {
  return fields.flatMap((field) => values(field).map((json) => oneField(profile, field, json)));
}

function oneField(profile: Profile, field: Field, json: string): Trial {
  const title = `${field.name} ${shortened(json)}`;
  return { title, steps: [report(minimalWith(profile, field.name, json))] };
}

/** Drawn trials of the same form. Fields for which `value` draws nothing are left out. */
export function drawn(
  profile: Profile,
  fields: readonly Field[],
  value: (field: Field) => fc.Arbitrary<string> | undefined,
): fc.Arbitrary<Trial> {
  const each = fields.flatMap((f) => value(f)?.map((json) => oneField(profile, f, json)) ?? []);
  return fc.oneof(...each);
}

function rangeText(field: Field): string {
  if (field.type === "enum") return `the ${field.values?.length} listed names`;
  if (field.type === "boolean") return "true and false";
  if (field.type === "string") return `${field.lengthMin}..${field.lengthMax} code points`;
  return `${field.min}..${field.max}`;
}

function foreignText(field: Field): string {
  if (field.type === "integer" || field.type === "long") return "a fraction, a word or a structure";
  if (field.type === "double") return "a word or a structure";
  if (field.type === "enum") return "no string";
  return "a list or an object";
}
