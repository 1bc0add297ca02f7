/** Reports at the bounds of the contract: valid, each with one field at its least or greatest. */

import type { Field, Profile } from "../simulators/contract/index.ts";

/** JSON texts; the first and the last have all numbers at their least and at their greatest. */
export function extremeBodies(profile: Profile): readonly string[] {
  const { fields, mandatory } = profile;
  const least = new Map(fields.map((field) => [field.name, valuesOf(field)[0] ?? ""]));
  const plain = new Map([...least].filter(([name]) => mandatory.includes(name)));
  const single = fields.flatMap((field) =>
    valuesOf(field).map((value) => textOf(new Map([...plain, [field.name, value]]))),
  );
  const greatest = new Map(fields.map((field) => [field.name, valuesOf(field).at(-1) ?? ""]));
  return [textOf(least), ...single, textOf(greatest)];
}

/** A field's allowed extremes as JSON texts, least first. */
function valuesOf(field: Field): readonly string[] {
  switch (field.type) {
    case "enum":
      return (field.values ?? []).map((name) => JSON.stringify(name));
    case "boolean":
      return ["false", "true"];
    case "string":
      // The form of a time is not documented; the greatest that is known to be taken.
      if (field.name === "agent_time") return ['""', '"2025-07-07T15:30:00"'];
      return [field.lengthMin ?? 0, field.lengthMax ?? 0].map((length) =>
        JSON.stringify("跡".repeat(length)),
      );
    case "integer":
    case "long":
    case "double":
      return [field.min ?? "0", field.max ?? "0"];
  }
}

function textOf(values: ReadonlyMap<string, string>): string {
  return `{${[...values].map(([name, value]) => `"${name}":${value}`).join(",")}}`;
}
