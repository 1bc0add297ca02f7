/**
 * Keeps credentials out of what is written. A target may echo in any place what it was sent: a
 * body, a header, the value of a field. Not found: a secret that was cut or encoded on the way.
 */

/** What stands in a secret's place. */
const MARK = "[credential]";

/** The value with each secret replaced in each of its texts; names of members stay. */
export function withoutSecrets<T>(value: T, secrets: readonly string[]): T;
export function withoutSecrets(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") {
    return secrets.reduce(
      (text, secret) => (secret === "" ? text : text.replaceAll(secret, MARK)),
      value,
    );
  }
  if (Array.isArray(value)) return value.map((item: unknown) => withoutSecrets(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withoutSecrets(inner, secrets)]),
  );
}
