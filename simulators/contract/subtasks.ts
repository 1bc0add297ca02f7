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
