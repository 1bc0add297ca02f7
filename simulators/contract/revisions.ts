/**
 * The ages of agents: which body fields an agent of each revision of the contract knows and sends.
 * A profile says what an endpoint is held to, a revision what an agent says. @source history of the
 * operation's SDK models and pages, 2021-09 to 2025-06
 */

import { type Field, type FieldName, LATER_FIELDS, SEED_FIELDS } from "./fields.ts";
import type { Profile } from "./profiles.ts";

export interface Revision {
  readonly id: RevisionId;
  /** The first agents that send these fields were built then. */
  readonly since: string;
  readonly fields: readonly FieldName[];
}

/** The newest first: shrinking goes to the left. */
export const REVISION_IDS = ["2025-06", "2025-03", "2023-04", "2022-04", "2021-09"] as const;

export type RevisionId = (typeof REVISION_IDS)[number];

const FIELDS_2021: readonly FieldName[] = [
  "subtask_name",
  "progress",
  "replicatesize",
  "totalsize",
  "migrate_speed",
];
const SEED_NAMES = SEED_FIELDS.map((field) => field.name);
const LATER_NAMES = LATER_FIELDS.map((field) => field.name);

/** Every revision that agents in the field may have, the newest first. */
export const REVISIONS: readonly Revision[] = [
  { id: "2025-06", since: "2025-06-12", fields: [...SEED_NAMES, ...LATER_NAMES] },
  {
    id: "2025-03",
    since: "2025-03-27",
    fields: [...SEED_NAMES, ...LATER_NAMES.filter((name) => name !== "need_migration_test")],
  },
  { id: "2023-04", since: "2023-04-27", fields: SEED_NAMES },
  {
    id: "2022-04",
    since: "2022-04-14",
    fields: SEED_NAMES.filter((name) => name !== "remain_time"),
  },
  { id: "2021-09", since: "2021-09", fields: FIELDS_2021 },
];

/** The fields that an agent of that revision sends, of those that the profile knows, in its order. */
export function fieldsOf(revision: RevisionId, profile: Profile): readonly Field[] {
  const known = REVISIONS.find((candidate) => candidate.id === revision);
  if (known === undefined) throw new RangeError(`fieldsOf: got ${revision}, want a revision`);
  return profile.fields.filter((field) => known.fields.includes(field.name));
}

/** Whether that agent's reports carry all that the profile makes mandatory. */
export function satisfies(revision: RevisionId, profile: Profile): boolean {
  const fields = fieldsOf(revision, profile).map((field) => field.name);
  return profile.mandatory.every((name) => fields.includes(name));
}
