/**
 * Lends tasks: whoever has a lease is alone on its tasks until it gives them back. Where there are
 * many tasks, a lease can be of *fresh* ones, which nobody has reported on: what is found there
 * needs no history to be seen again. Where the list is short, the others wait; waiting is bounded
 * by the leases before it, which all end.
 */

import { type TaskIds, taskCount, taskIdAt } from "./task-ids.ts";

export interface Lease {
  readonly ids: readonly string[];
  release(): void;
}

interface Waiting {
  readonly count: number;
  /** The id wanted; undefined: any. */
  readonly id: string | undefined;
  readonly take: (lease: Lease) => void;
}

/** Fewer tasks than this are all lent again and again; none is kept for pairs or kept fresh. */
const PAIR_FROM = 4;

export class TaskPool {
  /** How many tasks are lent again and again. */
  readonly size: number;
  /** Ids among them that differ from the others in length or characters. */
  readonly remarkable: readonly string[];
  private readonly tasks: TaskIds;
  private readonly free: string[];
  /** Two ids that look alike, kept for leases of two: what leaks between ids leaks there first. */
  private readonly pair: readonly string[];
  private pairFree = true;
  private nextFresh: number;
  private readonly waiting: Waiting[] = [];

  /** `limit` tasks are lent again and again; those beyond are lent fresh, once each. */
  constructor(tasks: TaskIds, limit: number) {
    this.tasks = tasks;
    this.size = Math.min(limit, taskCount(tasks));
    this.nextFresh = this.size;
    const all = Array.from({ length: this.size }, (_, i) => taskIdAt(tasks, i)).sort();
    this.pair = all.length >= PAIR_FROM ? likePair(all) : [];
    this.free = all.filter((id) => !this.pair.includes(id));
    this.remarkable = remarkableOf(this.free);
  }

  /** Whether a lease of that many tasks can ever be had. */
  canLend(count: number): boolean {
    return count <= Math.min(2, this.size);
  }

  /**
   * Waits for one task, or for two that look alike. `fresh` asks for tasks nobody has reported on;
   * where those have run out it lends as ever; `id` asks for that one of the remarkable. Rejects
   * when the target has too few for ever.
   */
  lease(count: number, options: { readonly fresh: boolean; readonly id?: string }): Promise<Lease> {
    const { id } = options;
    if (!this.canLend(count)) {
      return Promise.reject(new RangeError(`lease: got ${count} tasks of ${this.size}`));
    }
    if (options.fresh && id === undefined && this.nextFresh + count <= taskCount(this.tasks)) {
      const from = this.nextFresh;
      this.nextFresh += count;
      const ids = Array.from({ length: count }, (_, i) => taskIdAt(this.tasks, from + i));
      return Promise.resolve({ ids, release: () => {} });
    }
    return new Promise((resolve) => {
      this.waiting.push({ count, id, take: resolve });
      this.serve();
    });
  }

  private serve(): void {
    for (let i = 0; i < this.waiting.length; ) {
      const next = this.waiting[i];
      const lease = next === undefined ? undefined : this.tryLend(next);
      if (next === undefined || lease === undefined) {
        i += 1;
        continue;
      }
      this.waiting.splice(i, 1);
      next.take(lease);
    }
  }

  private tryLend({ count, id }: Waiting): Lease | undefined {
    if (id !== undefined) {
      const at = this.free.indexOf(id);
      if (at < 0) return undefined;
      this.free.splice(at, 1);
      return this.leaseOf([id], () => this.free.push(id));
    }
    if (count === 2 && this.pair.length === 2) {
      if (!this.pairFree) return undefined;
      this.pairFree = false;
      return this.leaseOf(this.pair, () => {
        this.pairFree = true;
      });
    }
    if (this.free.length < count) return undefined;
    const ids = this.free.splice(0, count);
    return this.leaseOf(ids, () => this.free.push(...ids));
  }

  private leaseOf(ids: readonly string[], giveBack: () => void): Lease {
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      giveBack();
      this.serve();
    };
    return { ids, release };
  }
}

/** The shortest, the longest, and the one with the most characters that a path must encode. */
function remarkableOf(ids: readonly string[]): readonly string[] {
  const by = (measure: (id: string) => number) =>
    ids.reduce<string | undefined>((best, id) => {
      return best === undefined || measure(id) > measure(best) ? id : best;
    }, undefined);
  const found = [
    by((id) => -id.length),
    by((id) => id.length),
    by((id) => encodeURIComponent(id).length - id.length),
  ];
  return [...new Set(found.filter((id) => id !== undefined))];
}

/** The neighbours, in order of the alphabet, that share the longest beginning. */
function likePair(sorted: readonly string[]): readonly string[] {
  let best: readonly string[] = sorted.slice(0, 2);
  for (let i = 0; i + 2 <= sorted.length; i += 1) {
    const pair = sorted.slice(i, i + 2);
    if (sharedPrefix(pair) > sharedPrefix(best)) best = pair;
  }
  return best;
}

function sharedPrefix([left = "", right = ""]: readonly string[]): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return length;
}
