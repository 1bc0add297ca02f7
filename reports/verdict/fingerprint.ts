/**
 * The name of a finding's cause, by which a known failure is told from a new one. It has nothing
 * drawn in it, so that another seed or another run that meets the same flaw gives the same name.
 */

import type { Cause, Finding } from "../evidence/schema.ts";

/** For example "refused:progress:2xx": what was wanted, of which field, and what came instead. */
export function fingerprintOf({ wanted, field, got }: Cause): string {
  return [wanted, ...(field === undefined ? [] : [field]), got].map(word).join(":");
}

/** Every cause that a finding shows, its own first; empty where the evidence keeps none. */
export function fingerprintsOf({ cause, otherCauses }: Finding): readonly string[] {
  if (cause === undefined) return [];
  return [...new Set([cause, ...(otherCauses ?? [])].map(fingerprintOf))];
}

/** What a fingerprint is made of: whatever stands in the evidence, it is plain text in a file. */
function word(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9_.]+/g, "-");
}
