/**
 * Lends tasks: whoever has a lease is alone on its tasks until it gives them back. Where the list
 * is short, the others wait. Waiting is bounded by the leases before it, which all end.
 */

import { type TaskIds, taskCount, taskIdAt } from "./task-ids.ts";

export interface Lease {
  readonly ids: readonly string[];
  release(): void;
}

interface Waiting {
  readonly count: number;
  readonly take: (lease: Lease) => void;
}

export class TaskPool {
  readonly size: number;
  private readonly free: string[] = [];
  private readonly waiting: Waiting[] = [];

  /** Lends at most `limit` tasks at a time, however many the target has. */
  constructor(tasks: TaskIds, limit: number) {
    this.size = Math.min(limit, taskCount(tasks));
    for (let i = 0; i < this.size; i += 1) this.free.push(taskIdAt(tasks, i));
    // Neighbours that look alike are lent together: what leaks between ids leaks there first.
    this.free.sort();
  }

  /** Whether a lease of that many tasks can ever be had. */
  canLend(count: number): boolean {
    return count <= this.size;
  }

  /** Waits for `count` tasks at once. Rejects when the pool is too small for ever. */
  lease(count: number): Promise<Lease> {
    if (!this.canLend(count)) {
      return Promise.reject(new RangeError(`lease: got ${count} tasks, want 1..${this.size}`));
    }
    return new Promise((resolve) => {
      this.waiting.push({ count, take: resolve });
      this.serve();
    });
  }

  private serve(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (next.count > this.free.length) return;
      this.waiting.shift();
      const ids = this.pick(next.count);
      let released = false;
      next.take({
        ids,
        release: () => {
          if (released) return;
          released = true;
          this.free.push(...ids);
          this.serve();
        },
      });
    }
  }

  /** One task, or the run of tasks whose ids share the longest prefix. */
  private pick(count: number): readonly string[] {
    if (count === 1) return this.free.splice(0, 1);
    this.free.sort();
    let best = 0;
    let bestLength = -1;
    for (let i = 0; i + count <= this.free.length; i += 1) {
      const length = sharedPrefix(this.free[i] ?? "", this.free[i + count - 1] ?? "");
      if (length > bestLength) {
        best = i;
        bestLength = length;
      }
    }
    return this.free.splice(best, count);
  }
}

function sharedPrefix(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return length;
}
