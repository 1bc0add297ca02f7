/** Ten thousand plans of everything there is: k6 and Node play them alike. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { CURRENT_PROFILE, profileOf } from "../simulators/contract/index.ts";
import { enginesText } from "../simulators/fleet/index.ts";
import { EnginesRun, everyPlan } from "./testing/engines.ts";

const PLANS = 10_000;
const REPORTS_MAX = 30;
const MS_MAX = 20 * 60_000;

const run = new EnginesRun();
beforeAll(() => run.findK6(), MS_MAX);
afterAll(() => run.remove());

it(
  "10,000 plans, byte for byte",
  () => {
    const plans = everyPlan(PLANS, REPORTS_MAX);
    const inNode = enginesText(plans, profileOf(CURRENT_PROFILE));
    expect(inNode.split("\n")).toHaveLength(PLANS + 1);
    expect(run.difference(plans, inNode, run.play(plans))).toBeUndefined();
  },
  MS_MAX,
);
