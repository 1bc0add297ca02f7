/** What the published clients are given to send: fleets of our agents, and wilder reports. */

import fc from "fast-check";
import { type Field, fieldsOf, profileOf, SUBTASK_NAMES } from "../../simulators/contract/index.ts";
import { planArbitrary, playFleet, presetNamed } from "../../simulators/fleet/index.ts";
import type { ClientReport } from "../../simulators/report/index.ts";
import type { Order } from "./drive.ts";
import type { PublishedId } from "./toolchains.ts";

/** With the subtask that no list has: clients pass on whatever name they are given. */
export const PROFILE = profileOf("2026-01+consistency");

export const AGENTS = 60;
const REPORTS_MAX = 30;

/** Each agent's task. */
export function taskOf(agent: number | ""): string {
  return `agent-${agent}`;
}

/**
 * A whole fleet of every kind and age, faults and all, in the order in which its reports come in;
 * each agent reports the fields that its age knows.
 */
export function drawFleet(seed: number): readonly Order[] {
  const spec = presetNamed("hostile-mix");
  if (spec === undefined) throw new Error("there is no preset hostile-mix");
  const plan = planArbitrary({ spec, profile: PROFILE, reportsMax: REPORTS_MAX });
  const plans = fc.sample(plan, { seed, numRuns: AGENTS });
  return [...playFleet(plans)].map(({ agent, report }) => {
    const known = fieldsOf(plans[agent - 1]?.revision ?? "2025-06", PROFILE);
    const entries = known.map(({ name }) => [name, report[name]]);
    return { taskId: taskOf(agent), report: Object.fromEntries(entries) };
  });
}

/** Reports of any fields with any values that the client's types can hold. */
export function drawReports(
  id: PublishedId,
  { seed, count }: { readonly seed: number; readonly count: number },
): readonly ClientReport[] {
  const members = PROFILE.fields.map((field) => [field.name, drawnValue(field, id)]);
  const report = fc.record(Object.fromEntries(members), { requiredKeys: [] });
  return fc.sample(report, { seed, numRuns: count });
}

/** What some client escapes and another does not, as often as all others together. */
const CHARACTERS = fc.oneof(
  fc.constantFrom(..."\"\\/<>&'\b\f\n\r\t\v\0\u001f\u007f\u0080\u00a0\u2028\u2029\ufeff\u{1f600}"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
);

type Value = string | number | bigint | boolean;

function drawnValue({ type, lengthMax = 0 }: Field, id: PublishedId): fc.Arbitrary<Value> {
  switch (type) {
    case "enum":
      return fc.constantFrom(...SUBTASK_NAMES, "CHECK_CONSISTENCY");
    case "string":
      return fc.string({ unit: CHARACTERS, maxLength: lengthMax });
    case "integer":
      return fc.integer();
    case "long":
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case "double":
      return fc
        .oneof(
          fc.double({ min: 0, max: 10_000, noNaN: true }),
          fc.integer({ min: 0, max: 10_000_000 }).map((n) => n / 10_000),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
        )
        .filter((double) => isOurs(double, id));
    case "boolean":
      return fc.boolean();
  }
}

/**
 * Whether the dialect says how the double is written. A JDK before 19 does not always write the
 * shortest digits of what lies beyond these ends; no field goes so far.
 */
function isOurs(double: number, id: PublishedId): boolean {
  const size = Math.abs(double);
  if (size === 0) return !Object.is(double, -0);
  return id !== "java" || (size > 1e-300 && size < 1e16);
}
