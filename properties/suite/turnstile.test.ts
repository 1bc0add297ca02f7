/** Beside or alone: never both at once, and everybody gets through. */

import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Turnstile } from "./turnstile.ts";

/** A moment in which all that can happen happens. */
const moment = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A promise and what ends it. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** Counts who is inside, and sees to it that whoever is alone is alone. */
class Room {
  beside = 0;
  alone = 0;
  most = 0;

  async stay(kind: "beside" | "alone", work: () => Promise<void>): Promise<void> {
    this[kind] += 1;
    this.most = Math.max(this.most, this.beside);
    this.check();
    await work();
    this.check();
    this[kind] -= 1;
  }

  private check(): void {
    expect(this.alone).toBeLessThanOrEqual(1);
    if (this.alone === 1) expect(this.beside).toBe(0);
  }
}

const VISITS = fc.array(
  fc.record({
    alone: fc.boolean(),
    comesAt: fc.nat(12),
    stays: fc.nat(4),
    fails: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

it("keeps apart whoever comes and however long they stay, and lets all through", async () => {
  await fc.assert(
    fc.asyncProperty(VISITS, async (visits) => {
      const turnstile = new Turnstile();
      const room = new Room();
      const results = visits.map(async ({ alone, comesAt, stays, fails }) => {
        for (let i = 0; i < comesAt; i += 1) await moment();
        const work = async () => {
          await room.stay(alone ? "alone" : "beside", async () => {
            for (let i = 0; i < stays; i += 1) await moment();
          });
          if (fails) throw new Error("failed inside");
          return "done";
        };
        const result = alone ? turnstile.byItself(work) : turnstile.beside(work);
        return result.catch((error: unknown) => String(error));
      });
      expect(await Promise.all(results)).toEqual(
        visits.map(({ fails }) => (fails ? "Error: failed inside" : "done")),
      );
    }),
    { numRuns: 200 },
  );
});

it("lets many in beside each other", async () => {
  const turnstile = new Turnstile();
  const room = new Room();
  const visits = Array.from({ length: 5 }, () =>
    turnstile.beside(() => room.stay("beside", moment)),
  );
  await Promise.all(visits);
  expect(room.most).toBe(5);
});

it("lets whoever wants to be alone in before those who come later", async () => {
  const turnstile = new Turnstile();
  const order: string[] = [];
  const { passed, open } = gate();
  const enter = (name: string) => async () => {
    order.push(name);
    await moment();
  };
  const early = turnstile.beside(async () => {
    order.push("early");
    await passed;
  });
  const alone = [1, 2].map((n) => turnstile.byItself(enter(`alone ${n}`)));
  const late = turnstile.beside(enter("late"));
  await moment();
  expect(order).toEqual(["early"]);
  open();
  await Promise.all([early, ...alone, late]);
  expect(order).toEqual(["early", "alone 1", "alone 2", "late"]);
});

it("hands through what the work returns, and what it throws", async () => {
  const turnstile = new Turnstile();
  const fail = () => Promise.reject(new Error("no"));
  expect(await turnstile.beside(async () => 1)).toBe(1);
  expect(await turnstile.byItself(async () => 2)).toBe(2);
  await expect(turnstile.beside(fail)).rejects.toThrow("no");
  await expect(turnstile.byItself(fail)).rejects.toThrow("no");
  expect(await turnstile.byItself(async () => 3)).toBe(3);
});
