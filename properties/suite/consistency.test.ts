/** The level of consistency of real runs: the reference keeps the strongest, a twin what its flaw leaves. */

import { describe, expect, it } from "vitest";
import { isLinearizable } from "../model/linearizable.ts";
import { checkInProcess } from "../testing/check-in-process.ts";
import { looked, reported } from "../testing/histories.ts";
import { ConsistencyCount } from "./consistency.ts";

describe("the consistency of a run", () => {
  it.each([
    ["the reference", undefined, "concurrency/looks-onward", "linearizable"],
    ["looks that go back", "overlap-back-and-forth", "concurrency/looks-onward", "regular"],
    ["looks that come late", "overlap-stale", "concurrency/looks-current", "written"],
    ["refused reports that show", "refused-flashes", "concurrency/refused-unseen", undefined],
  ])("of %s, and nothing is left undecided", async (_, twin, id, strongest) => {
    const results = await checkInProcess({ twin, only: [id] });
    const consistency = results.get(id)?.consistency;
    expect(consistency?.kept[0]).toBe(strongest);
    expect(consistency?.undecided).toBe(0);
    expect(consistency?.histories).toBeGreaterThan(5);
  });

  it("counts what could not be decided, and takes it for no level", () => {
    const reports = Array.from({ length: 40 }, (_, i) => reported(`w${i}`, [0, 100]));
    const looks = ["w1", "w2", "w1"].map((value, i) => looked(value, [10 * i, 10 * i + 1]));
    const history = [...reports, ...looks];
    expect(isLinearizable(history)).toBe("unknown");
    const count = new ConsistencyCount();
    count.add([]);
    expect(count.result()).toBeUndefined();
    count.add(history);
    expect(count.result()).toEqual({ histories: 1, undecided: 1, kept: ["regular", "written"] });
  });
});
