/**
 * The kinds of migration as data: which subtasks an agent goes through, in which order, how long
 * each takes, which repeat. A kind is added here and nowhere else.
 *
 * The orders are those of the source's FAQ and of users' descriptions (contract of the operation);
 * where both are silent they are inferred from the names, and a kind says so. Durations follow the
 * one published run (attach 156.1 s, format 19.7 s); where it is silent they are assumed.
 */

import { type ReportedSubtask, UNLISTED_SUBTASK } from "../contract/index.ts";

/** Every kind there is, the simplest first: shrinking goes to the left. */
export const KINDS = [
  "linux-file-new",
  "linux-file-existing",
  "linux-block",
  "windows-block",
  "linux-file-sync",
  "linux-block-sync",
  "windows-block-sync",
  "linux-file-incremental",
  "linux-block-incremental",
  "windows-block-incremental",
  "linux-file-clone",
  "linux-file-2020",
  "linux-file-checked",
] as const;

export type Kind = (typeof KINDS)[number];

/** What an agent does in a stage. */
export type Work =
  /** Waits for something to be done. */
  | {
      readonly kind: "waits";
      readonly typicalSeconds: number;
      /** Each of the source's disks takes that long, one after the other. */
      readonly perDisk: boolean;
      /** Percent at which it is known to hang, if a plan says that it does. */
      readonly hangsAt?: number;
    }
  /** Copies the source's data: all of it, or what has changed since the last time. */
  | { readonly kind: "copies"; readonly what: "all" | "changes" };

export interface Stage {
  readonly subtask: ReportedSubtask;
  readonly work: Work;
  /** Done as often as the plan has rounds, with a pause before each round but the first. */
  readonly inRounds: boolean;
}

export interface LifeCycle {
  readonly title: string;
  /** Whether single files are copied, or blocks of a disk: what a trace speaks of. */
  readonly unit: "file" | "block";
  /** How the order is known. */
  readonly basis: "reported" | "inferred";
  /** In the order in which they are reported; each one starts when the one before it is done. */
  readonly stages: readonly Stage[];
  /** The stage where an agent begins again that was stopped and started. */
  readonly resumesAt: number;
}

const CREATE = waits("CREATE_CLOUD_SERVER", 90);
const SSL = waits("SSL_CONFIG", 20);
const ATTACH: Stage = {
  subtask: "ATTACH_AGENT_IMAGE",
  work: { kind: "waits", typicalSeconds: 156, perDisk: false, hangsAt: 80 },
  inRounds: false,
};
const DETACH = waits("DETTACH_AGENT_IMAGE", 75);

const LINUX_FILE = [
  SSL,
  ATTACH,
  formats("FORMAT_DISK_LINUX_FILE"),
  copies("MIGRATE_LINUX_FILE"),
] as const;
const LINUX_BLOCK = [
  SSL,
  ATTACH,
  formats("FORMAT_DISK_LINUX_BLOCK"),
  copies("MIGRATE_LINUX_BLOCK"),
] as const;
const WINDOWS_BLOCK = [
  SSL,
  ATTACH,
  formats("FORMAT_DISK_WINDOWS"),
  copies("MIGRATE_WINDOWS_BLOCK"),
] as const;
const CONFIGURE_LINUX_FILE = waits("CONFIGURE_LINUX_FILE", 60);
const CONFIGURE_LINUX_BLOCK = waits("CONFIGURE_LINUX_BLOCK", 60);
const CONFIGURE_WINDOWS = waits("CONFIGURE_WINDOWS", 90);

/** The stages of each kind. */
export const LIFE_CYCLES: Readonly<Record<Kind, LifeCycle>> = {
  "linux-file-new": {
    title: "Linux, file by file, to a server that is created for it",
    unit: "file",
    basis: "reported",
    stages: [CREATE, ...LINUX_FILE, CONFIGURE_LINUX_FILE, DETACH],
    resumesAt: 1,
  },
  "linux-file-existing": {
    title: "Linux, file by file, to a server that is there",
    unit: "file",
    basis: "reported",
    stages: [...LINUX_FILE, CONFIGURE_LINUX_FILE, DETACH],
    resumesAt: 0,
  },
  "linux-block": {
    title: "Linux, block by block",
    unit: "block",
    basis: "inferred",
    stages: [...LINUX_BLOCK, CONFIGURE_LINUX_BLOCK, DETACH],
    resumesAt: 0,
  },
  "windows-block": {
    title: "Windows, block by block",
    unit: "block",
    basis: "reported",
    stages: [...WINDOWS_BLOCK, CONFIGURE_WINDOWS, DETACH],
    resumesAt: 0,
  },
  "linux-file-sync": {
    title: "Linux, file by file, kept in step until the target is launched",
    unit: "file",
    basis: "reported",
    stages: [...LINUX_FILE, rounds("SYNC_LINUX_FILE"), CONFIGURE_LINUX_FILE, DETACH],
    resumesAt: 0,
  },
  "linux-block-sync": {
    title: "Linux, block by block, kept in step until the target is launched",
    unit: "block",
    basis: "inferred",
    stages: [...LINUX_BLOCK, rounds("SYNC_LINUX_BLOCK"), CONFIGURE_LINUX_BLOCK, DETACH],
    resumesAt: 0,
  },
  "windows-block-sync": {
    title: "Windows, block by block, kept in step until the target is launched",
    unit: "block",
    basis: "reported",
    stages: [...WINDOWS_BLOCK, rounds("SYNC_WINDOWS_BLOCK"), CONFIGURE_WINDOWS, DETACH],
    resumesAt: 0,
  },
  "linux-file-incremental": {
    title: "Linux, file by file: once more, what has changed since a migration",
    unit: "file",
    basis: "inferred",
    stages: [SSL, changes("SYNC_LINUX_FILE"), CONFIGURE_LINUX_FILE, DETACH],
    resumesAt: 0,
  },
  "linux-block-incremental": {
    title: "Linux, block by block: once more, what has changed since a migration",
    unit: "block",
    basis: "inferred",
    stages: [SSL, changes("SYNC_LINUX_BLOCK"), CONFIGURE_LINUX_BLOCK, DETACH],
    resumesAt: 0,
  },
  "windows-block-incremental": {
    title: "Windows, block by block: once more, what has changed since a migration",
    unit: "block",
    basis: "inferred",
    stages: [SSL, changes("SYNC_WINDOWS_BLOCK"), CONFIGURE_WINDOWS, DETACH],
    resumesAt: 0,
  },
  "linux-file-clone": {
    title: "Linux, file by file, kept in step, with a clone of the target made for a test",
    unit: "file",
    basis: "reported",
    stages: [
      ...LINUX_FILE,
      rounds("SYNC_LINUX_FILE"),
      waits("CLONE_VM", 240),
      rounds("SYNC_LINUX_FILE"),
      CONFIGURE_LINUX_FILE,
      DETACH,
    ],
    resumesAt: 0,
  },
  "linux-file-2020": {
    title: "Linux, file by file, by an agent with the names of 2020",
    unit: "file",
    basis: "reported",
    stages: [
      SSL,
      ATTACH,
      formats("FORMAT_DISK_LINUX"),
      copies("MIGRATE_LINUX_FILE"),
      waits("CONFIGURE_LINUX", 60),
      DETACH,
    ],
    resumesAt: 0,
  },
  "linux-file-checked": {
    title: "Linux, file by file, with a check that source and target agree",
    unit: "file",
    basis: "reported",
    stages: [...LINUX_FILE, waits(UNLISTED_SUBTASK, 120), CONFIGURE_LINUX_FILE, DETACH],
    resumesAt: 0,
  },
};

function waits(subtask: ReportedSubtask, typicalSeconds: number): Stage {
  return { subtask, work: { kind: "waits", typicalSeconds, perDisk: false }, inRounds: false };
}

function formats(subtask: ReportedSubtask): Stage {
  return { subtask, work: { kind: "waits", typicalSeconds: 20, perDisk: true }, inRounds: false };
}

function copies(subtask: ReportedSubtask): Stage {
  return { subtask, work: { kind: "copies", what: "all" }, inRounds: false };
}

function changes(subtask: ReportedSubtask): Stage {
  return { subtask, work: { kind: "copies", what: "changes" }, inRounds: false };
}

function rounds(subtask: ReportedSubtask): Stage {
  return { subtask, work: { kind: "copies", what: "changes" }, inRounds: true };
}
