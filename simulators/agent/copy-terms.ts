/** What a copying is held to, worked out of a plan once: rates, halts, growth. */

import { DayLimits } from "./day-limits.ts";
import type { Plan } from "./plan.ts";

/** Bytes per millisecond in one Mbit/s. */
export const BYTES_PER_MS = 125;
/** What one file costs besides its bytes, ms. Assumed: 20 kB files then halve a 100 Mbit/s link. */
const FILE_MS = 2;
/** Files over 2 GB are copied at that part of the speed. Assumed; the source calls them slow. */
export const LARGE_FILE_SPEED = 0.5;
/** Silence between one disk and the next, ms. Assumed. */
const DISK_CHANGE_MS = 4000;
/** A source that grows while it is copied grows to twice its size at most. Assumed. */
const GROWTH_MAX = 2;

/** A place where the copying stands still. */
export interface Halt {
  readonly atBytes: number;
  readonly forMs: number;
}

export interface CopyTerms {
  /** To be copied, when the copying begins. */
  readonly totalBytes: number;
  /** Copied already when it begins. */
  readonly fromBytes: number;
  /** Greatest and mean rate on the network, bytes per ms. */
  readonly linkRate: number;
  readonly meanRate: number;
  /** What is left of a byte when it is packed. */
  readonly packedShare: number;
  /** Bytes written on the source per ms, and the most that the total comes to. */
  readonly growthRate: number;
  readonly grownBytes: number;
  /** From here on the files are large ones. */
  readonly largeFromBytes: number;
  /** In the order of their places. */
  readonly halts: readonly Halt[];
  readonly limits: DayLimits | undefined;
  /** Nothing but a rate: no halts, limits, growth, packing, large files. */
  readonly isPlain: boolean;
}

/** The terms of copying all of the plan's data, of which so much is there already. */
export function termsOfAll(plan: Plan, fromBytes: number): CopyTerms {
  const { totalBytes, largeFileShare = 0, growthMbps = 0 } = plan;
  const halts = haltsOf(plan).filter((halt) => halt.atBytes >= fromBytes);
  const common = commonTerms(plan);
  return {
    ...common,
    totalBytes,
    fromBytes,
    growthRate: growthMbps * BYTES_PER_MS,
    // Sizes stay numbers that a double holds exactly.
    grownBytes:
      growthMbps > 0 ? Math.min(Number.MAX_SAFE_INTEGER, totalBytes * GROWTH_MAX) : totalBytes,
    largeFromBytes: largeFileShare > 0 ? totalBytes * (1 - largeFileShare) : Infinity,
    halts,
    isPlain: common.isPlain && growthMbps === 0 && largeFileShare === 0 && halts.length === 0,
  };
}

/** The terms of copying what has changed. */
export function termsOfChanges(plan: Plan, totalBytes: number): CopyTerms {
  return {
    ...commonTerms(plan),
    totalBytes,
    fromBytes: 0,
    growthRate: 0,
    grownBytes: totalBytes,
    largeFromBytes: Infinity,
    halts: [],
  };
}

function commonTerms(plan: Plan) {
  const { linkMbps, utilisation, packedShare = 1, limits = [], startSeconds } = plan;
  const linkRate = linkMbps * BYTES_PER_MS;
  return {
    linkRate,
    meanRate: linkRate * utilisation * filesFactor(plan),
    packedShare,
    limits: limits.length > 0 ? new DayLimits(limits, startSeconds) : undefined,
    isPlain: packedShare === 1 && limits.length === 0,
  };
}

/** How much of the speed is left when every file costs a little time of its own. */
function filesFactor(plan: Plan): number {
  const { fileCount = 0, totalBytes, linkMbps, utilisation } = plan;
  if (fileCount === 0 || totalBytes === 0) return 1;
  const fileMs = totalBytes / fileCount / (linkMbps * BYTES_PER_MS * utilisation);
  return fileMs / (fileMs + FILE_MS);
}

function haltsOf(plan: Plan): readonly Halt[] {
  const { disks = 1, stall, totalBytes } = plan;
  const halts: Halt[] = [];
  for (let disk = 1; disk < disks; disk += 1) {
    halts.push({ atBytes: (totalBytes * disk) / disks, forMs: DISK_CHANGE_MS });
  }
  if (stall !== undefined && stall.forMs > 0) {
    halts.push({ atBytes: totalBytes * stall.atShare, forMs: stall.forMs });
  }
  return halts.sort((left, right) => left.atBytes - right.atBytes);
}
