/** The document says what the tables say, and loses no digit: read by our own lossless reader. */

import { describe, expect, it } from "vitest";
import { type Field, PROFILES } from "../contract/index.ts";
import { at, type Json, readJson } from "../report/index.ts";
import { openApiText } from "./index.ts";

describe.each(PROFILES)("the document of $id", (profile) => {
  const reading = readJson(openApiText(profile));
  const document = reading.kind === "json" ? reading.value : undefined;
  const schema = pick(document, "/components/schemas/ProgressReport");

  it.each(profile.fields)("has the range of $name to the digit", (field) => {
    const property = pick(schema, `/properties/${field.name}`);
    expect({
      minimum: textAt(property, "minimum"),
      maximum: textAt(property, "maximum"),
      minLength: textAt(property, "minLength"),
      maxLength: textAt(property, "maxLength"),
    }).toEqual(rangeOf(field));
  });

  it.each(profile.fields)("names type, source and basis of $name", (field) => {
    const property = pick(schema, `/properties/${field.name}`);
    expect(textAt(property, "type")).toBe(TYPES[field.type]);
    expect(textAt(property, "description")).toContain(`Source: ${field.source}. Basis: stated.`);
    expect(listAt(property, "enum")).toEqual(field.values ?? []);
  });

  it("has the profile's fields and no other, and demands what it demands", () => {
    const properties = pick(schema, "/properties");
    const names = properties?.kind === "object" ? properties.members.map(([name]) => name) : [];
    expect(names).toEqual(profile.fields.map((field) => field.name));
    expect(listAt(schema, "required")).toEqual(profile.mandatory);
  });
});

const TYPES: Readonly<Record<Field["type"], string>> = {
  enum: "string",
  string: "string",
  integer: "integer",
  long: "integer",
  double: "number",
  boolean: "boolean",
};

function rangeOf({ min, max, lengthMin, lengthMax }: Field) {
  const text = (bound: number | undefined) => (bound === undefined ? undefined : String(bound));
  return { minimum: min, maximum: max, minLength: text(lengthMin), maxLength: text(lengthMax) };
}

function pick(value: Json | undefined, pointer: string): Json | undefined {
  return value === undefined ? undefined : at(value, pointer);
}

function textAt(value: Json | undefined, name: string): string | undefined {
  const found = pick(value, `/${name}`);
  if (found?.kind === "number") return found.text;
  return found?.kind === "string" ? found.value : undefined;
}

function listAt(value: Json | undefined, name: string): readonly string[] {
  const found = pick(value, `/${name}`);
  if (found?.kind !== "array") return [];
  return found.items.map((item) => (item.kind === "string" ? item.value : item.kind));
}
