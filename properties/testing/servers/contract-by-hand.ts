/**
 * The seed page's table once more, written by hand for servers that are not ours: nothing of our
 * own contract, report or endpoint code is used, so that a mistake in those shows.
 */

import { isLosslessNumber } from "lossless-json";

const NAMES = [
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
];

type Members = Readonly<Record<string, unknown>>;
type Rule = (value: unknown) => boolean;

const INTEGER = /^-?(?:0|[1-9]\d*)$/;

const whole =
  (max: bigint): Rule =>
  (value) => {
    if (!isLosslessNumber(value) || !INTEGER.test(value.value)) return false;
    const number = BigInt(value.value);
    return number >= 0n && number <= max;
  };
const double =
  (max: number): Rule =>
  (value) =>
    isLosslessNumber(value) && Number(value.value) >= 0 && Number(value.value) <= max;
const text =
  (max: number): Rule =>
  (value) =>
    typeof value === "string" && [...value].length <= max;

const LONG_MAX = 9223372036854775807n;
const MANDATORY: Readonly<Record<string, Rule>> = {
  subtask_name: (value) => typeof value === "string" && NAMES.includes(value),
  progress: whole(100n),
  replicatesize: whole(LONG_MAX),
  totalsize: whole(LONG_MAX),
  process_trace: text(2048),
};
const OPTIONAL: Readonly<Record<string, Rule>> = {
  migrate_speed: double(10_000),
  compress_rate: double(10_000),
  remain_time: whole(2147483647n),
  total_cpu_usage: double(100),
  agent_cpu_usage: double(100),
  total_mem_usage: double(1_048_576),
  agent_mem_usage: double(1_048_576),
  total_disk_io: double(10_000),
  agent_disk_io: double(10_000),
  need_migration_test: (value) => typeof value === "boolean",
  agent_time: text(30),
};

/** What is wrong with a body that a lossless parser read; undefined: nothing is. */
export function wrongWith(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return "not an object";
  const members = body as Members;
  for (const [name, rule] of Object.entries(MANDATORY)) {
    if (!(name in members) || !rule(members[name])) return name;
  }
  for (const [name, rule] of Object.entries(OPTIONAL)) {
    if (name in members && !rule(members[name])) return name;
  }
  return undefined;
}

/** The report that a task keeps: the members that the contract knows. */
export function kept(body: unknown): Members {
  const known = { ...MANDATORY, ...OPTIONAL };
  return Object.fromEntries(Object.entries(body as Members).filter(([name]) => name in known));
}
