import { expect, it } from "vitest";
import { playedText, timelineDigest } from "../agent/index.ts";
import { profileOf } from "../contract/index.ts";
import { DIGESTED_PLANS, enginesText, shortened } from "./engines.ts";
import { samplePlans } from "./sample.ts";

const PROFILE = profileOf("2026-01");

it("shortens timelines and leaves the rest of the plans alone", () => {
  const plans = samplePlans({ seed: 5, count: 100 });
  const short = shortened(plans, 50);
  short.forEach((plan, index) => {
    const reports = playedText(plan, PROFILE).split("\n").length - 1;
    expect(reports).toBeLessThan(70);
    expect({ ...plan, intervalMs: 0 }).toEqual({ ...plans[index], intervalMs: 0 });
  });
});

it("writes each plan's place, the first ones' digests and every report", () => {
  const plans = shortened(samplePlans({ seed: 6, count: 5 }), 20);
  const heads = enginesText(plans, PROFILE)
    .split("\n")
    .filter((line) => line.startsWith("plan "));
  expect(heads).toEqual(
    plans.map((plan, index) =>
      index < DIGESTED_PLANS ? `plan ${index} ${timelineDigest(plan, PROFILE)}` : `plan ${index}`,
    ),
  );
});
