/**
 * The 19 subtask names. The spelling is the source's, `DETTACH_AGENT_IMAGE` included.
 *
 * @source seed page 2024-02-04, table 3, `subtask_name`; unchanged in every SDK since 2021-08
 */
export const SUBTASK_NAMES = [
  "CREATE_CLOUD_SERVER",
  "SSL_CONFIG",
  "ATTACH_AGENT_IMAGE",
  "DETTACH_AGENT_IMAGE",
  "FORMAT_DISK_LINUX",
  "FORMAT_DISK_LINUX_FILE",
  "FORMAT_DISK_LINUX_BLOCK",
  "FORMAT_DISK_WINDOWS",
  "MIGRATE_LINUX_FILE",
  "MIGRATE_LINUX_BLOCK",
  "MIGRATE_WINDOWS_BLOCK",
  "CLONE_VM",
  "SYNC_LINUX_FILE",
  "SYNC_LINUX_BLOCK",
  "SYNC_WINDOWS_BLOCK",
  "CONFIGURE_LINUX",
  "CONFIGURE_LINUX_BLOCK",
  "CONFIGURE_LINUX_FILE",
  "CONFIGURE_WINDOWS",
] as const;

export type SubtaskName = (typeof SUBTASK_NAMES)[number];

/**
 * A subtask that live services are reported to have and that the enumeration lacks: the check that
 * source and target agree. Only a profile that names it allows it. @source unofficial descriptions
 * of live runs; the official action `skip` supports them
 */
export const UNLISTED_SUBTASK = "CHECK_CONSISTENCY";

/** Every name that an agent may report, the listed ones first. */
export const REPORTED_SUBTASKS = [...SUBTASK_NAMES, UNLISTED_SUBTASK] as const;

export type ReportedSubtask = (typeof REPORTED_SUBTASKS)[number];
