/**
 * What of an endpoint's memory survives its end, and by which rules: changes of the store as data, a
 * keeper that puts them where they stay, and what is kept when. The correct rules keep each change
 * before the report is acknowledged; a twin has other ones.
 */

import type { Progress } from "./progress.ts";

/** One change of the store as it is kept. Two changes of one thing: the later one counts. */
export type Change =
  | { readonly kind: "created"; readonly taskId: string; readonly createdMs: number }
  /** The task is gone, and its progress with it. */
  | { readonly kind: "deleted"; readonly taskId: string; readonly key: string }
  /** `key`: the name under which a task's progress is kept. */
  | { readonly kind: "progress"; readonly key: string; readonly progress: Progress };

/** Keeps changes beyond the end of the process. */
export interface Keeper {
  /** What was kept, in any order, each thing once. */
  readonly kept: () => readonly Change[];
  /** Keeps one change, whole or not at all; it is there for good when this returns. */
  readonly keep: (change: Change) => void;
  readonly close: () => Promise<void>;
}

/** A change that is kept by itself, so long after the one before it. */
export interface KeptWrite {
  readonly change: Change;
  /** @unit milliseconds */
  readonly afterMs: number;
}

/** The rules by which changes are kept and come back; a policy has them. */
export interface Keeping {
  /** What is kept of one change. `before`: the progress that it replaces. */
  readonly writes: (change: Change, before: Progress | undefined) => readonly KeptWrite[];
  /** Whether the reply goes out before what it acknowledges is kept. */
  readonly repliesFirst: boolean;
  /** What a start makes of what was kept, and what it keeps of that. */
  readonly start: (kept: readonly Change[]) => {
    readonly recovered: readonly Change[];
    readonly writes: readonly Change[];
  };
}

/** The correct rules: each change at once and whole, before the reply; all of it comes back. */
export const CORRECT_KEEPING: Keeping = {
  writes: (change) => [{ change, afterMs: 0 }],
  repliesFirst: false,
  start: (kept) => ({ recovered: kept, writes: [] }),
};
