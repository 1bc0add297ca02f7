/**
 * What the contract says about a body: computed from the text that was sent, never from what a
 * generator meant to send. The reference endpoint and the judges of other endpoints read the same
 * rule here.
 *
 * Not decided here: what is not text (invalid UTF-8), credentials, routes.
 */

import type { Field, FieldName, Profile } from "../contract/index.ts";
import { compareDecimals, type Decimal, isPlainInteger, isWhole, parseDecimal } from "./decimal.ts";
import { type Json, readJson } from "./json.ts";

/**
 * `valid`: to be accepted. `dialect`: the contract leaves it open (ruling D-07 and its like).
 * `coercible`: to be refused, or taken alike in all fields of the type (ruling D-06).
 * `invalid`: to be refused (ruling D-01).
 */
export type Standing = "valid" | "dialect" | "coercible" | "invalid";

export interface Remark {
  readonly standing: Exclude<Standing, "valid">;
  /** The field it is about; absent where it is about the whole body. */
  readonly field?: FieldName;
  /** What was found, in words for a person. */
  readonly reason: string;
  /** Set where it cannot be said what an endpoint that takes the value keeps of it. */
  readonly isOpaque?: true;
}

export interface Validity {
  /** The worst standing among the remarks. */
  readonly standing: Standing;
  readonly remarks: readonly Remark[];
  /** The known fields that the body carries; empty when the body is no object. */
  readonly values: ReadonlyMap<FieldName, Json>;
}

const RANK: readonly Standing[] = ["valid", "dialect", "coercible", "invalid"];

/** Judges one body against a profile. */
export function judgeBody(text: string, profile: Profile): Validity {
  const remarks: Remark[] = [];
  const values = new Map<FieldName, Json>();
  const marked = text.startsWith("\uFEFF");
  if (marked) remarks.push({ standing: "dialect", reason: "a byte order mark before the JSON" });
  const reading = readJson(marked ? text.slice(1) : text);
  if (reading.kind === "malformed") {
    const reason = `malformed JSON: ${reading.reason} at offset ${reading.offset}`;
    remarks.push({ standing: "invalid", reason });
  } else if (reading.value.kind !== "object") {
    const reason = `a JSON ${reading.value.kind} where an object is due`;
    remarks.push({ standing: "invalid", reason });
  } else {
    judgeMembers(reading.value.members, profile, values, remarks);
  }
  return { standing: worst(remarks), remarks, values };
}

function judgeMembers(
  members: readonly (readonly [string, Json])[],
  profile: Profile,
  values: Map<FieldName, Json>,
  remarks: Remark[],
): void {
  const seen = new Set<string>();
  for (const [name] of members) {
    if (seen.has(name)) {
      remarks.push({ standing: "dialect", reason: "a member that stands twice", isOpaque: true });
    }
    seen.add(name);
  }
  const isRepeated = seen.size < members.length;
  for (const field of profile.fields) {
    let last: readonly [string, Json] | undefined;
    for (const entry of members) if (entry[0] === field.name) last = entry;
    if (last !== undefined) values.set(field.name, last[1]);
    if (last !== undefined && !isRepeated) {
      const remark = judgeValue(field, last[1], profile);
      if (remark !== undefined) remarks.push(remark);
      continue;
    }
    const all = members.filter(([name]) => name === field.name);
    if (last === undefined) {
      if (profile.mandatory.includes(field.name)) {
        remarks.push({ standing: "invalid", field: field.name, reason: "absent, is mandatory" });
      }
      continue;
    }
    // Of repeated members any may count, so each is judged and the mildest remark stands.
    const found = all.map(([, value]) => judgeValue(field, value, profile));
    const mildest = found.reduce((a, b) => (rank(a) <= rank(b) ? a : b));
    if (mildest !== undefined) remarks.push(mildest);
  }
}

/** What the contract says about one field's value; undefined when it is valid. */
export function judgeValue(field: Field, value: Json, profile: Profile): Remark | undefined {
  const remark = remarkOn(field);
  if (value.kind === "null") {
    return profile.mandatory.includes(field.name)
      ? remark("invalid", "null, is mandatory")
      : remark("dialect", "null for an optional field");
  }
  switch (field.type) {
    case "enum":
      return judgeEnum(field, value, remark);
    case "string":
      return judgeString(field, value, remark);
    case "boolean":
      if (value.kind === "boolean") return undefined;
      return remark(
        isScalar(value) ? "coercible" : "invalid",
        `${withArticle(value)}, want a boolean`,
      );
    case "integer":
    case "long":
    case "double":
      return judgeNumber(field, value, remark);
  }
}

function remarkOn(field: Field): MakeRemark {
  return (standing, reason, isOpaque) => {
    const remark = { standing, field: field.name, reason };
    return isOpaque === true ? { ...remark, isOpaque } : remark;
  };
}

type MakeRemark = (standing: Remark["standing"], reason: string, isOpaque?: true) => Remark;

function judgeEnum(field: Field, value: Json, remark: MakeRemark): Remark | undefined {
  if (value.kind !== "string")
    return remark("invalid", `${withArticle(value)}, want a subtask name`);
  if ((field.values ?? []).includes(value.value)) return undefined;
  return remark("invalid", `${quoteShort(value.value)} is none of ${field.values?.length} names`);
}

function judgeString(field: Field, value: Json, remark: MakeRemark): Remark | undefined {
  if (value.kind !== "string") {
    return remark(
      isScalar(value) ? "coercible" : "invalid",
      `${withArticle(value)}, want a string`,
    );
  }
  const length = codePoints(value.value);
  if (length > (field.lengthMax ?? length) || length < (field.lengthMin ?? 0)) {
    const range = `${field.lengthMin}..${field.lengthMax}`;
    return remark("invalid", `${length} code points, want ${range}`);
  }
  if (hasLoneSurrogate(value.value)) return remark("dialect", "a lone surrogate", true);
  if (value.value.includes("\u0000")) return remark("dialect", "a NUL character");
  return undefined;
}

function judgeNumber(field: Field, value: Json, remark: MakeRemark): Remark | undefined {
  if (value.kind === "string" || value.kind === "boolean") {
    const numeric = value.kind === "boolean" || isInRangeText(field, value.value);
    return remark(numeric ? "coercible" : "invalid", `${withArticle(value)}, want a number`);
  }
  if (value.kind !== "number") return remark("invalid", `${withArticle(value)}, want a number`);
  const decimal = parseDecimal(value.text);
  const whole = field.type !== "double";
  if (whole && !isWhole(decimal)) return remark("invalid", `${value.text} is no integer`);
  if (!inRange(field, value.text, decimal)) {
    const rounds = !whole && inRange(field, nearestDouble(value.text));
    if (rounds) {
      return remark("dialect", "out of range by less than a double can tell", true);
    }
    return remark("invalid", `${value.text} is outside ${field.min}..${field.max}`);
  }
  if (decimal.negative) return remark("dialect", "negative zero");
  if (whole && !isPlainInteger(value.text)) {
    return remark("dialect", "an integer in another notation, such as 1.0 or 1e1");
  }
  return undefined;
}

const BOUNDS = new Map<string, Decimal>();

function boundOf(text: string): Decimal {
  let bound = BOUNDS.get(text);
  if (bound === undefined) {
    bound = parseDecimal(text);
    BOUNDS.set(text, bound);
  }
  return bound;
}

function inRange(field: Field, text: string, value = parseDecimal(text)): boolean {
  return (
    compareDecimals(value, boundOf(field.min ?? "0")) >= 0 &&
    compareDecimals(value, boundOf(field.max ?? "0")) <= 0
  );
}

/** Whether a string holds a number that the field would take: what a coercing endpoint accepts. */
function isInRangeText(field: Field, text: string): boolean {
  const trimmed = text.trim();
  return /^-?[0-9]+(\.[0-9]+)?$/.test(trimmed) && inRange(field, trimmed);
}

function nearestDouble(text: string): string {
  const value = Number(text);
  // Anything this large is out of every range, and its text would be E-notation.
  if (!(Math.abs(value) < 1e15)) return text;
  return Number.isInteger(value) ? String(value) : text;
}

/** Length in code points. A lone surrogate counts as one. */
export function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    const next = text.charCodeAt(i + 1);
    if (code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000) i += 1;
    count += 1;
  }
  return count;
}

function hasLoneSurrogate(text: string): boolean {
  return /[\ud800-\udbff](?![\udc00-\udfff])|(^|[^\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

function withArticle({ kind }: Json): string {
  return `${kind === "array" || kind === "object" ? "an" : "a"} ${kind}`;
}

function isScalar(value: Json): boolean {
  return value.kind === "boolean" || value.kind === "number" || value.kind === "string";
}

function quoteShort(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(shown);
}

function rank(remark: Remark | undefined): number {
  return remark === undefined ? 0 : RANK.indexOf(remark.standing);
}

function worst(remarks: readonly Remark[]): Standing {
  return RANK[Math.max(0, ...remarks.map(rank))] ?? "valid";
}
