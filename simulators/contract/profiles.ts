/**
 * The revisions of the contract that a target can be held to. A profile is data: which fields it
 * knows, which of them are mandatory, how long a task id and a token may be.
 */

import { type Field, type FieldName, LATER_FIELDS, SEED_FIELDS } from "./fields.ts";
import { REPORTED_SUBTASKS, UNLISTED_SUBTASK } from "./subtasks.ts";

export type ProfileId = "2024-02" | "2026-01" | "2026-01+consistency";

/** A range of lengths in characters, both ends allowed. */
export interface LengthRange {
  readonly min: number;
  readonly max: number;
  readonly source: string;
}

export interface Profile {
  readonly id: ProfileId;
  readonly title: string;
  /** In the order in which reports are written. */
  readonly fields: readonly Field[];
  readonly mandatory: readonly FieldName[];
  readonly mandatorySource: string;
  readonly taskId: LengthRange;
  readonly token: LengthRange;
}

/** Method of the call. The source documents no other. @source seed page, URI */
export const METHOD = "PUT";

/** Path of the call; `{task_id}` stands for the task's id. @source seed page, URI */
export const PROGRESS_PATH = "/v3/tasks/{task_id}/progress";

/** Name of the header that carries the credential. @source seed page, table 2 */
export const TOKEN_HEADER = "X-Auth-Token";

/**
 * The one status of success.
 *
 * @source seed page, status codes: 200 and nothing else
 */
export const SUCCESS_STATUS = 200;

const TOKEN: LengthRange = {
  min: 1,
  max: 16384,
  source: "seed page 2024-02-04, table 2, X-Auth-Token: length 1..16384",
};

const SEED: Profile = {
  id: "2024-02",
  title: "the seed page of 2024-02-04: 8 fields",
  fields: SEED_FIELDS,
  mandatory: ["subtask_name", "progress"],
  mandatorySource: "the page's mandatory column is empty; ruling D-01",
  taskId: {
    min: 0,
    max: 255,
    source: "seed page 2024-02-04, table 1, task_id: length 0..255",
  },
  token: TOKEN,
};

const CURRENT: Profile = {
  id: "2026-01",
  title: "the current page of 2026-01: 16 fields",
  fields: [...SEED_FIELDS, ...LATER_FIELDS],
  mandatory: ["subtask_name", "progress", "replicatesize", "totalsize", "process_trace"],
  mandatorySource: "pages of 2024-07 to 2026-01: five body rows marked mandatory",
  taskId: { min: 1, max: 36, source: "pages and SDKs since 2025-11-27, task_id: length 1..36" },
  token: TOKEN,
};

export const PROFILES: readonly Profile[] = [
  SEED,
  CURRENT,
  {
    ...CURRENT,
    id: "2026-01+consistency",
    title: `the current page, and the subtask ${UNLISTED_SUBTASK} that live services are said to have`,
    fields: CURRENT.fields.map(withUnlisted),
  },
];

/** The profile a target is held to unless its configuration names another. */
export const CURRENT_PROFILE: ProfileId = "2026-01";

/** The profile of that id. Throws on an id that no profile has; parse foreign text before. */
export function profileOf(id: ProfileId): Profile {
  const profile = PROFILES.find((candidate) => candidate.id === id);
  if (profile === undefined) {
    throw new Error(`profileOf: got ${id}, want one of ${PROFILES.map((p) => p.id).join(", ")}`);
  }
  return profile;
}

/** Whether the profile's enumeration has the name. */
export function allowsSubtask(profile: Profile, name: string): boolean {
  const field = profile.fields.find((candidate) => candidate.name === "subtask_name");
  return field?.values?.includes(name) ?? false;
}

function withUnlisted(field: Field): Field {
  return field.name === "subtask_name" ? { ...field, values: REPORTED_SUBTASKS } : field;
}

/** The path of the call for one task. The id is pasted as it is: encoding is the caller's. */
export function progressPath(taskId: string): string {
  return PROGRESS_PATH.replace("{task_id}", () => taskId);
}
