/**
 * Keeps credentials out of what is written. A target may echo in any place what it was sent: a
 * body, a header, the value of a field. Not found: a secret that was cut or encoded on the way, and
 * a short one that stands inside a word.
 */

/** What stands in a secret's place. */
const MARK = "[credential]";

/** A shorter one, such as "test", is only replaced where it is a word: it stands in many of ours. */
const LENGTH_MIN = 8;

/** Members whose values are ours alone: what they say is read by programs. */
const OURS: ReadonlySet<string> = new Set([
  "kind",
  "id",
  "name",
  "scenario",
  "regressions",
  "untested",
  "fingerprint",
  "outcome",
  "state",
  "how",
  "direction",
  "cause",
  "otherCauses",
  "matters",
  "role",
  "method",
  "trace",
  "replay",
  "files",
]);

/** The value with each secret replaced in each of its texts; names of members stay. */
export function withoutSecrets<T>(value: T, secrets: readonly string[]): T;
export function withoutSecrets(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return secrets.reduce(withoutSecret, value);
  if (Array.isArray(value)) return value.map((item: unknown) => withoutSecrets(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      OURS.has(name) ? inner : withoutSecrets(inner, secrets),
    ]),
  );
}

function withoutSecret(text: string, secret: string): string {
  if (secret === "") return text;
  if (secret.length >= LENGTH_MIN) return text.replaceAll(secret, MARK);
  return text
    .split(secret)
    .reduce((before, after) =>
      ENDS_IN_WORD.test(before) || BEGINS_WITH_WORD.test(after)
        ? `${before}${secret}${after}`
        : `${before}${MARK}${after}`,
    );
}

const ENDS_IN_WORD = /[\p{L}\p{N}_]$/u;
const BEGINS_WITH_WORD = /^[\p{L}\p{N}_]/u;
