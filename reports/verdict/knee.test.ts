import { describe, expect, it } from "vitest";
import { Histogram } from "../evidence/histogram.ts";
import type { PartFigures } from "../evidence/parts.ts";
import { kneeOf, kneeText } from "./knee.ts";
import { fitUsl, uslRate } from "./usl.ts";

/** A part of ten seconds in which all answers took about as long. */
function part(perSecond: number, responseMs: number, more: Partial<PartFigures> = {}): PartFigures {
  const histogram = (ms: number): Histogram => {
    const made = new Histogram();
    for (let i = 0; i < perSecond * 10; i += 1) made.record(ms * 1000);
    return made;
  };
  return {
    name: `${perSecond}`,
    fromMs: 0,
    untilMs: 10_000,
    coveredMs: 10_000,
    due: perSecond * 10,
    acknowledged: perSecond * 10,
    failed: 0,
    response: histogram(responseMs),
    service: histogram(responseMs),
    ownLag: histogram(1),
    loopLag: histogram(1),
    ...more,
  };
}

const judged = (parts: readonly PartFigures[]) => kneeOf(parts, 100);

describe("where it bends", () => {
  it("is the highest step that held, and the words say why the next did not", () => {
    const knee = judged([part(100, 10), part(200, 20), part(400, 900)]);
    expect(knee.held?.name).toBe("200");
    expect(kneeText(knee)).toBe(
      "200 a second held (p99 20.1 ms); at 400 a second p99 was 901.1 ms",
    );
  });

  it("does not reach over a step that broke, though a later one holds", () => {
    const knee = judged([part(100, 10), part(200, 900), part(400, 10)]);
    expect(knee.held?.name).toBe("100");
  });

  it("is broken by refusals, however fast they come", () => {
    const knee = judged([part(100, 10), part(200, 10, { failed: 300 })]);
    expect(kneeText(knee)).toMatch(/at 200 a second 13 % failed$/);
  });

  it.each(["ownLag", "loopLag"])("is not judged where the generator itself was late: %s", (of) => {
    const late = new Histogram();
    for (let i = 0; i < 100; i += 1) late.record(500_000);
    const knee = judged([part(100, 10), part(200, 900, { [of]: late })]);
    expect(knee.next?.standing).toBe("not judged");
    expect(kneeText(knee)).toMatch(/the load generator itself was late by 50\d/);
  });

  it("is nothing where nothing was answered", () => {
    const empty = { response: new Histogram(), acknowledged: 0, service: new Histogram() };
    const knee = judged([part(100, 10, empty)]);
    expect(knee.held).toBeUndefined();
    expect(kneeText(knee)).toMatch(/^no rate held; .* only 0 reports were answered$/);
  });
});

describe("the scalability law", () => {
  const law = { lambda: 100, alpha: 0.02, beta: 0.0005 };
  const loads = [1, 2, 4, 8, 16, 32, 48];
  const points = loads.map((concurrency) => ({
    concurrency,
    perSecond: uslRate(law, concurrency),
  }));

  it("is found again from points that keep it, and where it peaks", () => {
    const fit = fitUsl(points);
    if (fit.kind !== "fitted") throw new Error(fit.reason);
    expect(fit.lambda.value).toBeCloseTo(100, 6);
    expect(fit.alpha.value).toBeCloseTo(0.02, 8);
    expect(fit.beta.value).toBeCloseTo(0.0005, 8);
    expect(fit.peak?.concurrency).toBeCloseTo(Math.sqrt(0.98 / 0.0005), 4);
  });

  it("has the truth in its intervals where points are off by some percent", () => {
    const noisy = points.map((point, i) => ({
      ...point,
      perSecond: point.perSecond * (1 + (i % 2 === 0 ? 0.03 : -0.03)),
    }));
    const fit = fitUsl(noisy);
    if (fit.kind !== "fitted") throw new Error(fit.reason);
    expect(fit.lambda.low).toBeLessThan(100);
    expect(fit.lambda.high).toBeGreaterThan(100);
    expect(fit.beta.low).toBeLessThan(0.0005);
    expect(fit.beta.high).toBeGreaterThan(0.0005);
  });

  it("says nothing of a peak beyond twice what was measured", () => {
    const fit = fitUsl(points.slice(0, 5));
    expect(fit).toMatchObject({ kind: "fitted", peak: undefined });
  });

  it.each([
    [points.slice(0, 3), /3 loads were measured, at least 5/],
    [points.map((point) => ({ ...point, concurrency: 10 })), /differ by less than twice/],
  ])("is not fitted to too little", (few, reason) => {
    const fit = fitUsl(few);
    expect(fit.kind === "not fitted" && fit.reason).toMatch(reason);
  });
});
