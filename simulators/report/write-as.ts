/**
 * The wire text of a report as one of the official clients writes it. Doubles are laid out from
 * their shortest decimal digits, which every client but Node's derives for itself. Java's are those
 * of its JDK: before 19 some above 1e16 and the least ones (4.9E-324) have others; no field has such.
 */

import type { Field, FieldName } from "../contract/index.ts";
import type { Client, DoubleStyle, TextStyle } from "./clients.ts";

/**
 * A report's values by field. A bigint in a double's place is an integer that a caller handed to a
 * client without types: Python then writes it as one.
 */
export type ClientReport = {
  readonly [K in FieldName]?: string | number | bigint | boolean | undefined;
};

/** The fields of the source's five mandatory rows, which clients without a value treat apart. */
const MANDATORY: readonly FieldName[] = [
  "subtask_name",
  "progress",
  "replicatesize",
  "totalsize",
  "process_trace",
];

/** Zero values as text: judged as written, for a fraction that was cut off may have left one. */
const ZEROS: readonly string[] = ['""', "0", "false"];

/** The report's text. `fields`: what the agent knows, in the contract's order. */
export function writeAs(report: ClientReport, client: Client, fields: readonly Field[]): string {
  let text = "{";
  for (const field of client.order === "contract" ? fields : alphabetical(fields)) {
    const value = valueText(report[field.name], field, client);
    if (value === undefined) continue;
    if (client.dropsZeros && ZEROS.includes(value) && !MANDATORY.includes(field.name)) continue;
    if (text.length > 1) text += client.memberSeparator;
    text += `"${field.name}"${client.nameSeparator}${value}`;
  }
  return client.trailingNewline ? `${text}}\n` : `${text}}`;
}

/** The value's text; undefined where the client leaves the member out. */
function valueText(
  value: ClientReport[FieldName],
  field: Field,
  client: Client,
): string | undefined {
  if (client.lacks.length > 0 && client.lacks.includes(field.name)) return undefined;
  if (value === undefined) {
    const isZero = client.unsetMandatory === "zero value" && MANDATORY.includes(field.name);
    if (!isZero) return undefined;
    return field.type === "enum" || field.type === "string" ? '""' : "0";
  }
  if (typeof value === "string") return stringText(value, client.text);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (field.type === "double") return doubleText(value, client);
  return client.roundsLongs ? String(Number(value)) : String(value);
}

function doubleText(value: number | bigint, client: Client): string {
  const { doubles } = client;
  if (doubles === "whole") return String(towardsZero(Number(value)));
  // Only Python tells an integer from a double without fraction.
  if (typeof value === "bigint" && client.id === "python") return String(value);
  return layOut(Number(value), doubles);
}

function towardsZero(value: number): number {
  return value < 0 ? -Math.floor(-value) : Math.floor(value);
}

/** Shortest digits in the client's layout; for finite values. */
function layOut(value: number, style: DoubleStyle): string {
  if (value < 0) return `-${layOut(-value, style)}`;
  const plain = String(value);
  if (value === 0 || (value >= style.eBelow && value < style.eFrom)) {
    // In this range no engine writes an exponent.
    return style.pointZero && plain.indexOf(".") < 0 ? `${plain}.0` : plain;
  }
  const { digits, exponent } = scientific(plain);
  const [first = "0", rest] = [digits[0], digits.slice(1)];
  switch (style.exponent) {
    case "E-5":
      return `${first}.${rest === "" ? "0" : rest}E${exponent}`;
    case "e-05":
      return `${first}${rest === "" ? "" : `.${rest}`}e${signed(exponent, 2)}`;
    case "e-5":
      return `${first}${rest === "" ? "" : `.${rest}`}e${signed(exponent, 1)}`;
  }
}

/** The digits without leading and trailing zeros, and the power of ten of the first one. */
function scientific(plain: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = "", power = "0"] = plain.split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = whole + fraction;
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  const digits = all.slice(leading).replace(/0+$/, "");
  return { digits, exponent: whole.length - leading - 1 + Number(power) };
}

function signed(exponent: number, width: number): string {
  const text = String(Math.abs(exponent)).padStart(width, "0");
  return exponent < 0 ? `-${text}` : `+${text}`;
}

/** What to escape. Everything below the blank is a control character. */
const PATTERNS: Readonly<Record<TextStyle["escapes"], RegExp>> = {
  controls: /["\\]|[^ -\uffff]/g,
  "controls and separators": /["\\\u2028\u2029]|[^ -\uffff]/g,
  "non-ascii": /["\\]|[^ -\u007f]/g,
  "non-ascii and delete": /["\\]|[^ -~]/g,
};

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function stringText(value: string, style: TextStyle): string {
  return `"${value.replace(PATTERNS[style.escapes], (unit) => SHORT[unit] ?? escaped(unit, style))}"`;
}

function escaped(unit: string, { hex }: TextStyle): string {
  const digits = unit.charCodeAt(0).toString(16).padStart(4, "0");
  return `\\u${hex === "upper" ? digits.toUpperCase() : digits}`;
}

const SORTED = new WeakMap<readonly Field[], readonly Field[]>();

function alphabetical(fields: readonly Field[]): readonly Field[] {
  const known = SORTED.get(fields);
  if (known !== undefined) return known;
  const sorted = [...fields].sort((left, right) => (left.name < right.name ? -1 : 1));
  SORTED.set(fields, sorted);
  return sorted;
}
