/** All twins, in the order in which they are listed. */

import { BODY_TWINS } from "./bodies.ts";
import { BOUND_TWINS } from "./bounds.ts";
import { CREDENTIAL_TWINS } from "./credentials.ts";
import { DURABILITY_TWINS } from "./durability.ts";
import { HTTP_TWINS } from "./http.ts";
import { ID_TWINS } from "./ids.ts";
import { LOAD_TWINS } from "./load.ts";
import { NETWORK_TWINS } from "./network.ts";
import { OVERLAP_TWINS } from "./overlap.ts";
import { RACE_TWINS } from "./races.ts";
import { ROW_TWINS } from "./rows.ts";
import { SECURITY_TWINS } from "./security.ts";
import { STATE_TWINS } from "./state.ts";
import type { Twin } from "./twin.ts";
import { WHOLE_TWINS } from "./whole.ts";

export { LOAD_TWINS } from "./load.ts";
export type { Twin, TwinFamily } from "./twin.ts";

/** Every twin that a requirement finds; those that only load shows are LOAD_TWINS. */
export const TWINS: readonly Twin[] = [
  ...BOUND_TWINS,
  ...ROW_TWINS,
  ...BODY_TWINS,
  ...WHOLE_TWINS,
  ...CREDENTIAL_TWINS,
  ...ID_TWINS,
  ...STATE_TWINS,
  ...OVERLAP_TWINS,
  ...RACE_TWINS,
  ...HTTP_TWINS,
  ...SECURITY_TWINS,
  ...NETWORK_TWINS,
  ...DURABILITY_TWINS,
];

/** The twin of that id, if there is one. */
export function twinOf(id: string): Twin | undefined {
  return [...TWINS, ...LOAD_TWINS].find((twin) => twin.id === id);
}
