/** The catalogue: every duty of an endpoint, in the order of the source's tables. */

import type { Profile } from "../../simulators/contract/index.ts";
import { BODY } from "./body.ts";
import { BODY_ROWS } from "./body-rows.ts";
import { CHOICES } from "./choices.ts";
import { CLIENT_REQUIREMENTS } from "./clients.ts";
import { CONCURRENCY } from "./concurrency.ts";
import { DURABILITY } from "./durability.ts";
import { FAULTS } from "./faults.ts";
import { HEADER } from "./header.ts";
import { IDS } from "./ids.ts";
import { MIGRATIONS } from "./migrations.ts";
import { REPLY } from "./reply.ts";
import type { Requirement } from "./requirement.ts";
import { ROUTE } from "./route.ts";
import { SECURITY } from "./security.ts";
import { STATE } from "./state.ts";
import { TIMES } from "./times.ts";
import { WIRE } from "./wire.ts";

export { AMBIGUITIES } from "./ambiguities.ts";
export {
  CATALOGUE_VERSION,
  type Need,
  type Requirement,
  type Table,
  type TrialContext,
} from "./requirement.ts";

/** All requirements of all revisions. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...ROUTE,
  ...IDS,
  ...HEADER,
  ...BODY_ROWS,
  ...BODY,
  ...CHOICES,
  ...CLIENT_REQUIREMENTS,
  ...REPLY,
  ...TIMES,
  ...SECURITY,
  ...WIRE,
  ...STATE,
  ...MIGRATIONS,
  ...CONCURRENCY,
  ...DURABILITY,
  ...FAULTS,
];

/** The requirements that a revision of the contract has. */
export function requirementsOf(profile: Profile): readonly Requirement[] {
  return REQUIREMENTS.filter((r) => r.appliesTo === undefined || r.appliesTo(profile));
}
