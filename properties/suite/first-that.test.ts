/** Several at once give what one after the other would. */

import * as fc from "fast-check";
import { expect, it } from "vitest";
import { firstThat } from "./first-that.ts";

it("gives the first in order, whoever answers first", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ passes: fc.boolean(), turns: fc.nat(4) }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 9 }),
      async (candidates, atOnce) => {
        let [inside, most] = [0, 0];
        const found = await firstThat(candidates, atOnce, async ({ passes, turns }) => {
          inside += 1;
          most = Math.max(most, inside);
          for (let i = 0; i < turns; i += 1) await Promise.resolve();
          inside -= 1;
          return passes;
        });
        expect(found).toBe(candidates.find(({ passes }) => passes));
        expect(most).toBeLessThanOrEqual(atOnce);
      },
    ),
  ));

it("tests nothing beyond the batch in which it found one", async () => {
  const tested: number[] = [];
  await firstThat([0, 1, 2, 3, 4, 5], 2, async (n) => {
    tested.push(n);
    return n === 3;
  });
  expect(tested).toEqual([0, 1, 2, 3]);
});
