/**
 * The kinds of migration as data: which subtasks an agent goes through, in which order, how long
 * each takes. A kind is added here and nowhere else.
 *
 * Not verified by the source: the order is what several users report, the durations follow the one
 * published run (attach 156.1 s, format 19.7 s); where it is silent they are assumed.
 */

import type { SubtaskName } from "../contract/index.ts";

/** Every kind there is, the simplest first: shrinking goes to the left. */
export const KINDS = ["linux-file-new", "windows-block"] as const;

export type Kind = (typeof KINDS)[number];

/** What an agent does in a stage: wait for something to be done, or copy the source's data. */
export type Work =
  | { readonly kind: "waits"; readonly typicalSeconds: number }
  | { readonly kind: "copies" };

export interface Stage {
  readonly subtask: SubtaskName;
  readonly work: Work;
}

export interface LifeCycle {
  readonly title: string;
  /** Whether single files are copied, or blocks of a disk: what a trace speaks of. */
  readonly unit: "file" | "block";
  /** In the order in which they are reported; each one starts when the one before it is done. */
  readonly stages: readonly Stage[];
}

/** The stages of each kind. */
export const LIFE_CYCLES: Readonly<Record<Kind, LifeCycle>> = {
  "linux-file-new": {
    title: "Linux, file by file, to a server that is created for it",
    unit: "file",
    stages: [
      waits("CREATE_CLOUD_SERVER", 90),
      waits("SSL_CONFIG", 20),
      waits("ATTACH_AGENT_IMAGE", 156),
      waits("FORMAT_DISK_LINUX_FILE", 20),
      copies("MIGRATE_LINUX_FILE"),
      waits("CONFIGURE_LINUX_FILE", 60),
      waits("DETTACH_AGENT_IMAGE", 75),
    ],
  },
  "windows-block": {
    title: "Windows, block by block",
    unit: "block",
    stages: [
      waits("SSL_CONFIG", 20),
      waits("ATTACH_AGENT_IMAGE", 156),
      waits("FORMAT_DISK_WINDOWS", 20),
      copies("MIGRATE_WINDOWS_BLOCK"),
      waits("CONFIGURE_WINDOWS", 90),
      waits("DETTACH_AGENT_IMAGE", 75),
    ],
  },
};

function waits(subtask: SubtaskName, typicalSeconds: number): Stage {
  return { subtask, work: { kind: "waits", typicalSeconds } };
}

function copies(subtask: SubtaskName): Stage {
  return { subtask, work: { kind: "copies" } };
}
