/**
 * The values worth trying in a field: its boundaries and their neighbours, and values of another
 * type. Enumerated from the contract's data; what each must lead to is judged from the bytes sent.
 */

import type { Field } from "../../simulators/contract/index.ts";
import { writeString } from "../../simulators/report/index.ts";

const STRUCTURES = ["[]", "{}"] as const;
const CJK = "迁";
const ASTRAL = "\u{1F680}";

/** JSON texts that lie within the field's range, its ends first. */
export function insideValues(field: Field): readonly string[] {
  switch (field.type) {
    case "enum":
      return (field.values ?? []).map(writeString);
    case "boolean":
      return ["false", "true"];
    case "integer":
    case "long":
      return unique([
        ...wholeEnds(field, 1n, 0n),
        "1",
        "50",
        ...powersInside(field),
        ...everyOne(field),
      ]);
    case "double":
      return unique([
        field.min ?? "0",
        field.max ?? "0",
        "0.5",
        "1",
        "1.0",
        `${field.max}.0`,
        "0.00001",
        "1.0E-5",
        "1e-05",
        "1E1",
        "99.9999",
      ]);
    case "string":
      return textsInside(field.lengthMax ?? 0);
  }
}

/** JSON texts of the right type outside the field's range, nearest first. */
export function outsideValues(field: Field): readonly string[] {
  switch (field.type) {
    case "enum":
      return nearMisses(field).map(writeString);
    case "boolean":
      return [];
    case "integer":
    case "long":
      return unique([
        ...wholeEnds(field, 0n, 1n),
        ...["2147483648", "4294967346", "9223372036854775808", "18446744073709551616"].filter(
          (text) => BigInt(text) > BigInt(field.max ?? "0"),
        ),
        "-2147483648",
        "-9223372036854775808",
        "9".repeat(400),
      ]);
    case "double":
      return [
        ...["-1", `${BigInt(field.max ?? "0") + 1n}`, "-0.01", `${field.max}.01`],
        // What a float takes for the greatest.
        ...[`${field.max}.000001`, "1e400"],
      ];
    case "string": {
      const max = field.lengthMax ?? 0;
      return [
        ...[text("a", max + 1), text(CJK, max + 1), text("a", 2 * max), text("a", 8 * max + 1)],
        // Blanks count like any other.
        ...[` ${"a".repeat(max)}`, `${"a".repeat(max)} `, `${"a".repeat(max)}\n`].map(writeString),
      ];
    }
  }
}

/** JSON texts of another type that no ruling lets pass. */
export function foreignValues(field: Field): readonly string[] {
  switch (field.type) {
    case "integer":
    case "long":
      return ["50.5", "0.5", '"abc"', '""', ...STRUCTURES, "[50]"];
    case "double":
      return ['"abc"', '""', ...STRUCTURES, "[50]"];
    case "enum":
      return ["7", "true", ...STRUCTURES, '["SSL_CONFIG"]'];
    case "string":
      return [...STRUCTURES, '["a"]'];
    case "boolean":
      return STRUCTURES;
  }
}

/** The ends of a whole range, moved `inwards` and `outwards`. */
function wholeEnds(field: Field, inwards: bigint, outwards: bigint): readonly string[] {
  const min = BigInt(field.min ?? "0");
  const max = BigInt(field.max ?? "0");
  if (outwards > 0n) return [`${max + outwards}`, `${min - outwards}`];
  return [min, max, min + inwards, max - inwards].map(String);
}

/** Where 32-bit numbers and doubles end, as far as the range reaches. */
function powersInside(field: Field): readonly string[] {
  const powers = ["2147483647", "2147483648", "9007199254740991", "9007199254740993"];
  return powers.filter((power) => BigInt(power) <= BigInt(field.max ?? "0"));
}

/** Each value of a small range: what goes wrong at one of them only is found for sure. */
function everyOne(field: Field): readonly string[] {
  const [min, max] = [Number(field.min), Number(field.max)];
  return max - min > 100 ? [] : Array.from({ length: max - min + 1 }, (_, n) => String(min + n));
}

function textsInside(max: number): readonly string[] {
  const short = ["", "a", " ", CJK, ASTRAL, '"\\/\b\f\n\r\t', "\u2028\u007f<>&'"];
  const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
  const runs = Math.ceil(95 / Math.min(95, max));
  for (let run = 0; run < runs; run += 1) {
    short.push(printable.slice(run * max, (run + 1) * max).join(""));
  }
  const long = [max, max - 1, 256, 255].filter((n) => n <= max && n > 0).map((n) => text("a", n));
  return unique([...short.map(writeString), ...long, text(CJK, max), text(ASTRAL, max)]);
}

function nearMisses(field: Field): readonly string[] {
  const [first = ""] = field.values ?? [];
  const lower = first.toLowerCase();
  return [
    "",
    lower,
    `${first[0]}${lower.slice(1)}`,
    ` ${first}`,
    `${first} `,
    `${first}\n`,
    first.slice(0, -1),
    `${first}_X`,
    first.replaceAll("_", "-"),
    "DETACH_AGENT_IMAGE",
    ...stems(field.values ?? []),
    "dettach_agent_image",
    "UNKNOWN",
    "0",
    "null",
    // What an object of some languages has by itself.
    "constructor",
    "toString",
    "__proto__",
    "X".repeat(255),
    "X".repeat(256),
  ];
}

/** Names without their last part that are none themselves: MIGRATE_LINUX. */
function stems(names: readonly string[]): readonly string[] {
  const found = names.map((name) => name.slice(0, name.lastIndexOf("_")));
  return unique(found.filter((stem) => stem !== "" && !names.includes(stem)));
}

function text(character: string, count: number): string {
  return writeString(character.repeat(count));
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
