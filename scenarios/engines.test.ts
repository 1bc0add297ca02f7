/** Node and k6 play the same plans: every byte and every planned time, in a real k6. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Plan } from "../simulators/agent/index.ts";
import { everyPlan, undrawn } from "../simulators/fleet/testing/every-plan.ts";
import { EnginesRun, inNode } from "./testing/engines.ts";

const PLANS = 500;
const REPORTS_MAX = 60;
const BUILD_MS_MAX = 15 * 60_000;

const plans = everyPlan(PLANS, REPORTS_MAX);
const wanted = inNode(plans);
const run = new EnginesRun();
let inK6 = "";

beforeAll(async () => {
  await run.findK6();
  inK6 = run.play(plans);
}, BUILD_MS_MAX);
afterAll(() => run.remove());

it("k6 plays what Node plays, byte for byte", () => {
  expect(run.difference(plans, wanted, inK6)).toBeUndefined();
});

it("that is every kind, name, client, age and fault, and many reports", () => {
  expect(undrawn(plans, ["kind", "name", "fault", "client", "age"])).toEqual([]);
  const reports = [...inK6.matchAll(/^plan \d+ (\d+) /gm)].map((match) => Number(match[1]));
  expect(reports).toHaveLength(PLANS);
  expect(reports.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10_000);
});

describe("the comparison can fail", () => {
  it("one plan with another seed is seen in k6's own text, and where", () => {
    const changed = plans.slice(0, 3).map((plan, index): Plan => {
      return index === 2 ? { ...plan, seed: plan.seed + 1 } : plan;
    });
    const played = run.play(changed);
    const three = `${wanted.split("\n").slice(0, 3).join("\n")}\n`;
    expect(run.difference(plans.slice(0, 3), three, played)).toMatch(/^plan 2: /);
    expect(played.split("\n").slice(0, 2)).toEqual(three.split("\n").slice(0, 2));
  });

  it("a cut text differs", () => {
    expect(run.difference(plans, wanted, inK6.slice(0, -2))).toMatch(/^plan \d+: /);
  });
});
