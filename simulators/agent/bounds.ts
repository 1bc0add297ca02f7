/** The contract's greatest values as numbers, for the fields that the agents hold back. */

import { type FieldName, LATER_FIELDS, SEED_FIELDS } from "../contract/index.ts";

/** Greatest value of a number field whose range fits a double exactly. Throws on others. */
export function greatest(name: FieldName): number {
  const field = [...SEED_FIELDS, ...LATER_FIELDS].find((candidate) => candidate.name === name);
  const max = Number(field?.max);
  if (!Number.isSafeInteger(max)) {
    throw new RangeError(`greatest: got ${name} with max ${field?.max}, want a field below 2^53`);
  }
  return max;
}
