/** The contract: the source's tables as data. */
export {
  type Basis,
  type Field,
  type FieldName,
  type FieldType,
  LATER_FIELDS,
  SEED_FIELDS,
} from "./fields.ts";
export {
  allowsSubtask,
  CURRENT_PROFILE,
  type LengthRange,
  METHOD,
  PROFILES,
  PROGRESS_PATH,
  type Profile,
  type ProfileId,
  profileOf,
  progressPath,
  SUCCESS_STATUS,
  TOKEN_HEADER,
} from "./profiles.ts";
export {
  fieldsOf,
  REVISION_IDS,
  REVISIONS,
  type Revision,
  type RevisionId,
  satisfies,
} from "./revisions.ts";
export {
  REPORTED_SUBTASKS,
  type ReportedSubtask,
  SUBTASK_NAMES,
  type SubtaskName,
  UNLISTED_SUBTASK,
} from "./subtasks.ts";
