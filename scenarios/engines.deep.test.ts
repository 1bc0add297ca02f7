/** Ten thousand plans of everything there is: k6 and Node play them alike. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { everyPlan, undrawn } from "../simulators/fleet/testing/every-plan.ts";
import { EnginesRun, inNode } from "./testing/engines.ts";

const PLANS = 10_000;
const REPORTS_MAX = 30;
/** Forty runs of k6, on a machine that others may use. */
const MS_MAX = 60 * 60_000;

const plans = everyPlan(PLANS, REPORTS_MAX);
const run = new EnginesRun();
beforeAll(() => run.findK6(), MS_MAX);
afterAll(() => run.remove());

it("10,000 plans are of every kind, name, client, age and fault", () => {
  expect(undrawn(plans, ["kind", "name", "fault", "client", "age"])).toEqual([]);
});

it(
  "10,000 plans, byte for byte",
  () => {
    const wanted = inNode(plans);
    expect(wanted.split("\n")).toHaveLength(PLANS + 1);
    expect(run.difference(plans, wanted, run.play(plans))).toBeUndefined();
  },
  MS_MAX,
);
