import { describe, expect, it } from "vitest";
import { makeFlushes } from "../testing/make-load.ts";
import { Parts } from "./parts.ts";

const flushes = makeFlushes({ workers: 2, seconds: 20, perSecond: 100 });
const zeroMs = Math.min(...flushes.map((flush) => flush.fromMs));

function partsOf(
  opened: ConstructorParameters<typeof Parts>[0],
  own: typeof flushes,
): ReturnType<Parts["figures"]> {
  const parts = new Parts(opened);
  for (const flush of own) parts.add(flush, zeroMs);
  return parts.figures();
}

const part = (name: string, fromMs: number, untilMs: number) => ({ name, fromMs, untilMs });

describe("the parts of a load", () => {
  it("are none where the pace does not change", () => {
    expect(partsOf({}, flushes)).toEqual([]);
  });

  it("share the reports out, and miss only what reaches over a border", () => {
    const whole = partsOf({ parts: [part("all", 0, 60_000)] }, flushes)[0];
    const halves = partsOf({ parts: [part("a", 0, 10_000), part("b", 10_000, 60_000)] }, flushes);
    const due = halves.reduce((sum, half) => sum + half.due, 0);
    expect(whole?.due).toBe(flushes.reduce((sum, { ledger }) => sum + ledger.due, 0));
    expect(due).toBe(whole?.due);
    const off = partsOf({ parts: [part("a", 0, 10_500), part("b", 10_500, 60_000)] }, flushes);
    const missed = (whole?.due ?? 0) - off.reduce((sum, half) => sum + half.due, 0);
    const straddling = flushes.filter(({ sequence }) => sequence === 10);
    expect(missed).toBe(straddling.reduce((sum, { ledger }) => sum + ledger.due, 0));
    expect(missed).toBeGreaterThan(0);
  });

  it("are as long as their flushes cover, however many workers there are", () => {
    const [first, none] = partsOf(
      { parts: [part("a", 0, 10_500), part("z", 90_000, 99_000)] },
      flushes,
    );
    expect(first?.coveredMs).toBe(10_000);
    expect(none).toMatchObject({ coveredMs: 0, due: 0 });
  });
});
