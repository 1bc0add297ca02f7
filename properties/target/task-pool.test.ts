/** Leases: nobody shares a task, fresh ones come once, and whoever waits is served. */

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TaskIds } from "./task-ids.ts";
import { type Lease, TaskPool } from "./task-pool.ts";

const USED = { fresh: false } as const;
const FRESH = { fresh: true } as const;

const numbered = (to: number): TaskIds => ({
  kind: "range",
  prefix: "task-",
  from: 1,
  to,
  suffix: "",
});
const listed = (...ids: string[]): TaskIds => ({ kind: "list", ids });

/** Lets every promise that can go on do so. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Whether a lease was had without anybody giving one back. */
async function isServed(lease: Promise<Lease>): Promise<boolean> {
  let served = false;
  void lease.then(() => {
    served = true;
  });
  await settle();
  return served;
}

type Step =
  | { readonly kind: "lease"; readonly count: number; readonly fresh: boolean }
  | { readonly kind: "release"; readonly which: number };

const STEPS: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("lease" as const),
      count: fc.constantFrom(1, 2),
      fresh: fc.boolean(),
    }),
    fc.record({ kind: fc.constant("release" as const), which: fc.nat(1000) }),
  ),
  { maxLength: 60 },
);

const POOLS = fc.record({
  tasks: fc.integer({ min: 1, max: 12 }),
  limit: fc.integer({ min: 1, max: 12 }),
});

/** Plays steps on a pool, checks it after each, and gives everything back in the end. */
async function play(pool: TaskPool, steps: readonly Step[]): Promise<void> {
  const held: Lease[] = [];
  const fresh = new Set<string>();
  let asked = 0;
  let had = 0;
  const problems: string[] = [];
  const isReused = (id: string) => Number(id.slice("task-".length)) <= pool.size;
  const take = (lease: Lease, count: number) => {
    had += 1;
    if (lease.ids.length !== count) problems.push(`got ${lease.ids.join()}, want ${count}`);
    for (const id of lease.ids) {
      if (!isReused(id)) {
        if (fresh.has(id)) problems.push(`${id}: lent fresh twice`);
        fresh.add(id);
      }
    }
    held.push(lease);
    const ids = held.flatMap((one) => one.ids);
    if (new Set(ids).size < ids.length) problems.push(`lent twice: ${ids.join()}`);
  };
  for (const step of steps) {
    if (step.kind === "lease") {
      if (!pool.canLend(step.count)) continue;
      asked += 1;
      void pool.lease(step.count, step).then((lease) => take(lease, step.count));
    } else held.splice(step.which % Math.max(1, held.length), 1)[0]?.release();
    await settle();
  }
  while (held.length > 0) {
    held.pop()?.release();
    await settle();
  }
  expect(problems).toEqual([]);
  expect(had).toBe(asked);
}

describe("whatever is asked for and given back", () => {
  it("no two leases share a task, fresh ones come once, and all are served in the end", async () => {
    await fc.assert(
      fc.asyncProperty(POOLS, STEPS, ({ tasks, limit }, steps) =>
        play(new TaskPool(numbered(tasks), limit), steps),
      ),
      { numRuns: 150 },
    );
  });
});

describe("two tasks", () => {
  const PAIRS: readonly (readonly [string, TaskIds, readonly string[]])[] = [
    [
      "share the longest beginning",
      listed("alpha", "beta-1", "zeta", "beta-2"),
      ["beta-1", "beta-2"],
    ],
    ["may be a task and its prefix", listed("a", "task", "task-1", "x"), ["task", "task-1"]],
    ["are two anyhow, when nothing is alike", listed("d", "c", "b", "a"), ["a", "b"]],
  ];

  it.each(PAIRS)("%s", async (_, tasks, pair) => {
    const lease = await new TaskPool(tasks, 10).lease(2, USED);
    expect(lease.ids).toEqual(pair);
  });

  it("are the same two each time, and never lent singly", async () => {
    const pool = new TaskPool(numbered(6), 6);
    const pair = await pool.lease(2, USED);
    pair.release();
    const singles = await Promise.all([1, 2, 3, 4].map(() => pool.lease(1, USED)));
    const again = await pool.lease(2, USED);
    expect(again.ids).toEqual(pair.ids);
    const lent = singles.flatMap((lease) => lease.ids);
    expect(lent.filter((id) => pair.ids.includes(id))).toEqual([]);
    expect(await isServed(pool.lease(1, USED))).toBe(false);
  });

  it("come from the common ones, where none can be kept for pairs", async () => {
    const pool = new TaskPool(numbered(3), 3);
    const single = await pool.lease(1, USED);
    const pair = await pool.lease(2, USED);
    expect([...single.ids, ...pair.ids].sort()).toEqual(["task-1", "task-2", "task-3"]);
  });
});

describe("fresh tasks", () => {
  it("come in order, once each, from beyond the limit", async () => {
    const pool = new TaskPool(numbered(8), 4);
    const first = await pool.lease(2, FRESH);
    first.release();
    const second = await pool.lease(1, FRESH);
    expect([...first.ids, ...second.ids]).toEqual(["task-5", "task-6", "task-7"]);
  });

  it("give way to used ones when they have run out", async () => {
    const pool = new TaskPool(numbered(5), 4);
    const fresh = await pool.lease(1, FRESH);
    const used = await pool.lease(1, FRESH);
    expect(fresh.ids).toEqual(["task-5"]);
    expect(["task-1", "task-2", "task-3", "task-4"]).toEqual(expect.arrayContaining([...used.ids]));
  });

  it("are not needed: a pool of all tasks has none", async () => {
    const pool = new TaskPool(numbered(1), 10);
    expect(pool.size).toBe(1);
    expect((await pool.lease(1, FRESH)).ids).toEqual(["task-1"]);
    expect(await isServed(pool.lease(1, FRESH))).toBe(false);
  });
});

describe("who waits", () => {
  it("is served by the next that is given back, in turn", async () => {
    const pool = new TaskPool(listed("only"), 1);
    const first = await pool.lease(1, USED);
    const order: string[] = [];
    const second = pool.lease(1, USED).then((lease) => {
      order.push("second");
      lease.release();
    });
    const third = pool.lease(1, USED).then(() => order.push("third"));
    await settle();
    expect(order).toEqual([]);
    first.release();
    await Promise.all([second, third]);
    expect(order).toEqual(["second", "third"]);
  });

  it("does not hold up those who want what is there", async () => {
    const pool = new TaskPool(numbered(5), 5);
    await pool.lease(2, USED);
    const waiting = pool.lease(2, USED);
    expect(await isServed(pool.lease(1, USED))).toBe(true);
    expect(await isServed(waiting)).toBe(false);
  });

  it("gets nothing from a lease that was given back before", async () => {
    const pool = new TaskPool(listed("only"), 1);
    const first = await pool.lease(1, USED);
    first.release();
    const second = await pool.lease(1, USED);
    first.release();
    expect(await isServed(pool.lease(1, USED))).toBe(false);
    expect(second.ids).toEqual(["only"]);
  });
});

describe("what can never be had", () => {
  const IMPOSSIBLE: readonly (readonly [string, number, number])[] = [
    ["two of one", 1, 2],
    ["three of many", 50, 3],
  ];

  it.each(IMPOSSIBLE)("%s is refused at once", async (_, tasks, count) => {
    const pool = new TaskPool(numbered(tasks), tasks);
    expect(pool.canLend(count)).toBe(false);
    await expect(pool.lease(count, USED)).rejects.toThrow(`got ${count} tasks of ${tasks}`);
  });
});
