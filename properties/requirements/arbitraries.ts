/**
 * What is drawn after the boundaries were enumerated: values of a field, whole bodies, sequences.
 * Long text is drawn as a run of one character, so that shrinking takes a handful of requests.
 */

import * as fc from "fast-check";
import type { Field, Profile } from "../../simulators/contract/index.ts";
import { writeString } from "../../simulators/report/index.ts";
import { bodyOf, type Draft, minimal, withField, without } from "./drafts.ts";
import { foreignValues, insideValues } from "./values.ts";

/** A JSON text within the field's range: a boundary or any other. */
function insideValue(field: Field): fc.Arbitrary<string> {
  const boundary = fc.constantFrom(...insideValues(field));
  const other = otherInsideValue(field);
  return other === undefined ? boundary : fc.oneof(other, boundary);
}

/** A JSON text within the field's range that is not enumerated; undefined where all are. */
export function otherInsideValue(field: Field): fc.Arbitrary<string> | undefined {
  switch (field.type) {
    case "enum":
    case "boolean":
      return undefined;
    case "integer":
    case "long": {
      const [min, max] = [BigInt(field.min ?? "0"), BigInt(field.max ?? "0")];
      // Each value of so small a range is enumerated.
      return max <= 100n ? undefined : fc.bigInt({ min, max }).map(String);
    }
    case "double":
      return decimalUpTo(Number(field.max));
    case "string":
      return fc.oneof(shortText(field.lengthMax ?? 0), runOf(0, field.lengthMax ?? 0));
  }
}

/** A JSON text of the field's type outside its range; undefined where there is none. */
export function outsideValue(field: Field): fc.Arbitrary<string> | undefined {
  switch (field.type) {
    case "boolean":
      return undefined;
    case "enum":
      return fc.oneof(
        fc
          .string({ maxLength: 30 })
          .filter((s) => !field.values?.includes(s))
          .map(writeString),
        fc
          .tuple(
            fc.constantFrom(...(field.values ?? [])),
            fc.string({ minLength: 1, maxLength: 3 }),
          )
          .map(([name, more]) => `${name}${more}`)
          .filter((s) => !field.values?.includes(s))
          .map(writeString),
      );
    case "integer":
    case "long": {
      const above = fc.bigInt({ min: BigInt(field.max ?? "0") + 1n, max: 2n ** 70n });
      const below = fc.bigInt({ min: -(2n ** 70n), max: BigInt(field.min ?? "0") - 1n });
      return fc.oneof(above.map(String), below.map(String));
    }
    case "double": {
      const max = Number(field.max);
      const above = fc.integer({ min: 1, max: 1_000_000 }).map((n) => String(max + n / 100));
      const below = fc.integer({ min: 1, max: 1_000_000 }).map((n) => String(-n / 100));
      return fc.oneof(above, below);
    }
    case "string": {
      const max = field.lengthMax ?? 0;
      return runOf(max + 1, max + 3000);
    }
  }
}

/** Any valid report: the mandatory fields and some of the others, shrinking towards the plain one. */
export function validDraft(profile: Profile): fc.Arbitrary<Draft> {
  const plain = new Map(minimal(profile));
  const members = profile.fields.map((field) => {
    const value = insideValue(field).map((json): readonly [string, string] => [field.name, json]);
    const base = plain.get(field.name);
    if (base === undefined) return fc.option(value, { nil: undefined });
    const simple = fc.constant<readonly [string, string]>([field.name, base]);
    return fc.oneof({ withCrossShrink: true }, simple, value);
  });
  return fc.tuple(...members).map((drawn) => drawn.filter((m) => m !== undefined));
}

/** Any valid report as text. */
export function validBody(profile: Profile): fc.Arbitrary<string> {
  return validDraft(profile).map(bodyOf);
}

/** Any valid report but for one field, which is outside its range, of another type, or absent. */
export function invalidBody(profile: Profile): fc.Arbitrary<string> {
  const wrong = profile.fields.flatMap((field) => {
    const foreign = foreignValues(field).map((json) => fc.constant(json));
    const outside = outsideValue(field);
    const values = fc.oneof(...foreign, ...(outside === undefined ? [] : [outside]));
    return [values.map((json): readonly [string, string | undefined] => [field.name, json])];
  });
  const absent = fc
    .constantFrom(...profile.mandatory)
    .map((name): readonly [string, string | undefined] => [name, undefined]);
  return fc
    .tuple(validDraft(profile), fc.oneof(...wrong, absent))
    .map(([draft, [name, json]]) =>
      bodyOf(json === undefined ? without(draft, name) : withField(draft, name, json)),
    );
}

/** A run of one character, `min` to `max` code points long, as JSON. */
function runOf(min: number, max: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom("a", "迁", "\u00e9"), fc.integer({ min, max }))
    .map(([character, length]) => writeString(character.repeat(length)));
}

function shortText(max: number): fc.Arbitrary<string> {
  return fc
    .string({ unit: "grapheme", maxLength: 20 })
    .filter((s) => [...s].length <= max)
    .map(writeString);
}

function decimalUpTo(max: number): fc.Arbitrary<string> {
  return fc.integer({ min: 0, max: max * 100 }).map((n) => String(n / 100));
}
