/** @jsxRuntime automatic @jsxImportSource preact */
/** The fleet of a load: what it was made of, what it was meant to do, and some of its agents. */

import { FLEET_PHASES, type FleetShape } from "../../evidence/fleet-shape-schema.ts";
import type { JudgedScenario } from "../../verdict/judged-run.ts";
import { countText, durationText, shortened, visible } from "../text.ts";
import { agentsOverTime, dueOverTime } from "./charts/fleet.ts";
import { Chart, Head, TableBox } from "./parts.tsx";

/** Subtasks of one agent that are named in words. */
const MOST_VISITS = 40;
const MOST_TEXT = 200;

/** Nothing where the evidence is older. */
export function FleetFigures({ scenario }: { readonly scenario: JudgedScenario }) {
  const { shape } = scenario.opened;
  if (shape === undefined) return null;
  const { due, drawn } = shape;
  const shown = FLEET_PHASES.filter((phase) =>
    [...due, ...drawn.flatMap(({ visits }) => visits)].some((own) => own.phase === phase),
  );
  const keys = shown.map((phase) => [phase, phase] as const);
  return (
    <>
      <h4>The fleet, as it was planned</h4>
      <Chart title="Reports that fall due" drawing={dueOverTime(scenario)} keys={keys} />
      <Chart
        title={`Progress of ${drawn.length} of the agents`}
        drawing={agentsOverTime(scenario)}
        keys={keys}
      />
      {drawn.length > 0 && (
        <details>
          <summary>These agents in words</summary>
          <TableBox label="What these agents report">
            <Head columns={["Agent", "Subtasks"]} />
            <tbody>
              {drawn.map((agent) => (
                <AgentRow key={agent.agent} agent={agent} />
              ))}
            </tbody>
          </TableBox>
        </details>
      )}
      {shape.kinds.length > 0 && (
        <TableBox label="Kinds of migration">
          <Head columns={["Kind", "#Agents"]} />
          <tbody>
            {shape.kinds.map(({ title, agents }) => (
              <tr key={title}>
                <th scope="row">{shortened(visible(title), MOST_TEXT)}</th>
                <td class="number">{countText(agents)}</td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      )}
    </>
  );
}

function AgentRow({ agent }: { readonly agent: FleetShape["drawn"][number] }) {
  const { visits } = agent;
  const left = visits.length - MOST_VISITS;
  return (
    <tr>
      <th scope="row">
        {countText(agent.agent)}
        <span class="statement">{shortened(visible(agent.title), MOST_TEXT)}</span>
      </th>
      <td>
        {visits.slice(0, MOST_VISITS).map(inWords).join("; ")}
        {left > 0 && `; ${countText(left)} more`}
      </td>
    </tr>
  );
}

function inWords({ subtask, points }: FleetShape["drawn"][number]["visits"][number]): string {
  const name = shortened(visible(subtask), MOST_TEXT);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return name;
  const from = `${first[1]} % after ${durationText(first[0])}`;
  return first === last
    ? `${name} ${from}`
    : `${name} ${from} to ${last[1]} % after ${durationText(last[0])}`;
}
