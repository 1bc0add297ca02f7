import { expect, it } from "vitest";
import { Rate } from "./rate.ts";

it("counts about as many as come in a second, and forgets them", () => {
  const rate = new Rate();
  for (let ms = 0; ms < 5000; ms += 5) rate.count(ms);
  expect(rate.perSecond(4999)).toBeGreaterThan(195);
  expect(rate.perSecond(5500)).toBeCloseTo(100, 0);
  expect(rate.perSecond(7000)).toBe(0);
});
