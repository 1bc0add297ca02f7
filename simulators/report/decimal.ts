/**
 * Decimal numbers as text, compared exactly and without arithmetic: JSON allows 400 digits and
 * exponents that no double holds, and a bound is a bound.
 */

/** The value 0.DIGITS × 10^point, negative or not. Zero has no digits. */
export interface Decimal {
  readonly negative: boolean;
  /** Without leading or trailing zeros. */
  readonly digits: string;
  readonly point: number;
}

const FORM = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;

/** Reads a JSON number's text. Throws on anything else. */
export function parseDecimal(text: string): Decimal {
  const match = FORM.exec(text);
  if (match === null) throw new RangeError(`parseDecimal: got ${text}, want a JSON number`);
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const all = whole + fraction;
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  const digits = all.slice(leading).replace(/0+$/, "");
  if (digits === "") return { negative: sign === "-", digits, point: 0 };
  return { negative: sign === "-", digits, point: whole.length - leading + Number(exponent) };
}

/** Below 0, 0 or above 0 as `left` is less than, equal to or greater than `right`; -0 equals 0. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const leftSign = signOf(left);
  const rightSign = signOf(right);
  if (leftSign !== rightSign) return leftSign - rightSign;
  const magnitude = compareMagnitudes(left, right);
  return leftSign < 0 ? -magnitude : magnitude;
}

/** Whether the value has no fraction, in whatever form it was written. */
export function isWhole(value: Decimal): boolean {
  return value.digits.length <= value.point || value.digits === "";
}

/** Whether the text is a plain integer: no fraction, no exponent, no negative zero. */
export function isPlainInteger(text: string): boolean {
  return /^(0|-?[1-9][0-9]*)$/.test(text);
}

function signOf(value: Decimal): number {
  if (value.digits === "") return 0;
  return value.negative ? -1 : 1;
}

function compareMagnitudes(left: Decimal, right: Decimal): number {
  if (left.point !== right.point) return left.point - right.point;
  if (left.digits === right.digits) return 0;
  return left.digits < right.digits ? -1 : 1;
}
