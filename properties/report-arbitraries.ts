/** Reports drawn by fast-check, as the JSON text that is sent: exact, whatever its integers. */

import type * as fc from "fast-check";
import { CURRENT_PROFILE, type ProfileId, profileOf } from "../simulators/contract/index.ts";
import { judgeBody } from "../simulators/report/index.ts";
import { invalidBody, validBody } from "./requirements/arbitraries.ts";

/** Which contract the reports are drawn for. */
export interface ReportConstraints {
  /** @defaultValue "2026-01" */
  readonly profile?: ProfileId;
}

/**
 * Bodies that every endpoint has to accept: the mandatory fields and some of the others, boundaries
 * among them. Shrinks towards a plain report of the mandatory fields.
 */
export function reportArbitrary(constraints: ReportConstraints = {}): fc.Arbitrary<string> {
  return validBody(profileOf(constraints.profile ?? CURRENT_PROFILE));
}

/**
 * Bodies that every endpoint has to refuse, in exactly one field: it is outside its range, of
 * another type, or absent although it is mandatory. Shrinks the other fields away.
 */
export function invalidReportArbitrary(constraints: ReportConstraints = {}): fc.Arbitrary<string> {
  const profile = profileOf(constraints.profile ?? CURRENT_PROFILE);
  // What may be coerced (ruling D-06) or is left open (D-07) is refused by some and taken by others.
  return invalidBody(profile).filter((body) => judgeBody(body, profile).standing === "invalid");
}
