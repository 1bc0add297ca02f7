/** The limits of a scenario in a run: its own, and those that the operator gives. */

import { OperatorError } from "../properties/target/index.ts";
import type { Objective } from "../reports/evidence/index.ts";
import { objectivesOf, SCENARIOS, type ScenarioName, scenarioOf } from "./catalogue.ts";
import type { GivenObjective } from "./objective-text.ts";

/** The scenario's own limits first, then the given ones that are meant for it. */
export function objectivesFor(
  scenario: ScenarioName,
  given: readonly GivenObjective[],
): readonly Objective[] {
  const meant = given.filter((one) => isMeantFor(one, scenario));
  return [...objectivesOf(scenario), ...meant.map(({ objective }) => objective)];
}

/** Throws OperatorError where a given objective would be read by no scenario of the run. */
export function wantObjectives(
  given: readonly GivenObjective[],
  scenarios: readonly ScenarioName[],
): void {
  const ids = given.map(({ objective }) => objective.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new OperatorError(`objective: ${twice} stands there twice`);
  for (const one of given) {
    const { scenario, objective } = one;
    if (scenario !== undefined && !SCENARIOS.some(({ name }) => name === scenario)) {
      const known = SCENARIOS.map(({ name }) => name).join(" or ");
      throw new OperatorError(
        `objective: ${objective.id}: there is no scenario ${scenario}; want ${known}`,
      );
    }
    if (scenarios.some((name) => isMeantFor(one, name))) continue;
    const why =
      scenario === undefined
        ? "it sends each report once, too few to measure"
        : "it is for another scenario";
    throw new OperatorError(
      `objective: ${objective.id}: ${scenarios.join(" and ")} does not read it: ${why}; ` +
        `name the scenario in front, as in "${scenarios[0] ?? "steady"}: …", or add steady`,
    );
  }
}

/** Without a name it is for each scenario that goes on for a time. */
function isMeantFor({ scenario }: GivenObjective, name: ScenarioName): boolean {
  return scenario === undefined ? scenarioOf(name).mode !== "once" : scenario === name;
}
