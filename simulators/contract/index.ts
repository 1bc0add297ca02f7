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
export { SUBTASK_NAMES, type SubtaskName } from "./subtasks.ts";
