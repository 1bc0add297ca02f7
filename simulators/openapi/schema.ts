/**
 * A report's JSON Schema (2020-12, as OpenAPI 3.1 has it), from the contract's tables. Lengths are in
 * code points there as here (ruling D-05).
 *
 * It cannot say: that a coercion must be alike in all fields (D-06), that names of members are
 * compared to the letter, that a member stands there once.
 */

import type { Field, Profile } from "../contract/index.ts";
import type { Node } from "./write.ts";

/** The schema of a report of that revision. Unknown members are tolerated (ruling D-07). */
export function reportSchema(profile: Profile): Node {
  return {
    type: "object",
    description: `A progress report. Mandatory: ${profile.mandatorySource}.`,
    required: profile.mandatory,
    properties: Object.fromEntries(profile.fields.map((field) => [field.name, fieldSchema(field)])),
    additionalProperties: true,
  };
}

function fieldSchema(field: Field): Node {
  const { values, lengthMin, lengthMax } = field;
  return {
    ...typeOf(field),
    description: describe(field),
    minimum: bound(field.min),
    maximum: bound(field.max),
    minLength: lengthMin,
    maxLength: lengthMax,
    ...(values === undefined ? {} : { enum: values }),
  };
}

function typeOf({ type }: Field): { readonly type: string; readonly format?: string } {
  switch (type) {
    case "enum":
    case "string":
      return { type: "string" };
    case "integer":
      return { type: "integer", format: "int32" };
    case "long":
      return { type: "integer", format: "int64" };
    case "double":
      return { type: "number", format: "double" };
    case "boolean":
      return { type: "boolean" };
  }
}

function describe({ meaning, unit, source, basis }: Field): string {
  const opening = `${meaning.slice(0, 1).toUpperCase()}${meaning.slice(1)}`;
  return `${opening}. Unit: ${unit}. Source: ${source}. Basis: ${basis}.`;
}

/** A bound's decimal text as a number that is written exactly. Each bound is a whole number. */
function bound(text: string | undefined): bigint | undefined {
  return text === undefined ? undefined : BigInt(text);
}
