/** The pictures for a terminal, a hundred and thirty columns wide; no colours. */

import { forecast, type Plan } from "../../agent/index.ts";
import { bytesText, durationText } from "../units.ts";
import { AXIS, chart } from "./chart.ts";
import { type FleetStory, fleetStory } from "./fleet-story.ts";
import { type AgentStory, agentStory, kindTitle, type Mark, type Visit } from "./story.ts";
import {
  factsOfAgent,
  HALT_GLYPH,
  joined,
  lookOf,
  PHASES,
  rowFacts,
  speedTitle,
  visitTitle,
} from "./words.ts";

/** Columns of the time axis. */
const COLUMNS = 96;
const RISING = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** One agent: its subtasks, speed, bytes and remaining time. */
export function agentPicture(plan: Plan): readonly string[] {
  const story = agentStory(plan, COLUMNS * 4);
  const { reports, durationMs } = forecast(plan);
  const scale = new Scale(plan.arrivalMs ?? 0, story.untilMs);
  const points = story.visits.flatMap((visit) => visit.points);
  const speeds = scale.columns(points, (point) => point.mbps);
  const levels = [
    { value: plan.linkMbps, name: `link ${plan.linkMbps} Mbit/s` },
    ...(plan.limits ?? []).map(({ mbps }) => ({ value: mbps, name: `limit ${mbps} Mbit/s` })),
  ];
  const top = Math.max(plan.linkMbps, ...speeds.map((speed) => speed ?? 0));
  const remains = scale.columns(points, (point) => point.remainSeconds);
  const sizes = scale.columns(points, (point) => point.copiedBytes);
  return [
    kindTitle(plan),
    ...joined(factsOfAgent(plan, reports, durationMs), AXIS + COLUMNS),
    "",
    "progress of each subtask (the fuller the block, the further)",
    ...story.visits.map((visit) => visitRow(visit, story, scale)),
    scale.axis(),
    ...notes(story),
    "",
    ...chart(speeds, {
      title: speedTitle(plan),
      height: 6,
      max: top,
      text: (mbps) => String(Math.round(mbps)),
      levels,
    }),
    scale.axis(),
    "",
    ...chart(sizes, {
      title: "bytes copied",
      height: 4,
      max: Math.max(...points.map((point) => point.totalBytes)),
      text: bytesText,
    }),
    "",
    ...chart(remains, {
      title: "remaining time as the agent tells it",
      height: 4,
      max: Math.max(...remains.map((seconds) => seconds ?? 0)),
      text: (seconds) => durationText(seconds * 1000),
    }),
  ];
}

/** A fleet: a row for each agent, reports per second over the whole time, and one minute of it. */
export function fleetPicture(plans: readonly Plan[]): readonly string[] {
  const story = fleetStory(plans);
  const scale = new Scale(0, story.untilMs);
  const perColumn = Array.from({ length: COLUMNS }, (_, column) => {
    return story.rates[Math.floor((column * story.rates.length) / COLUMNS)]?.perSecond ?? 0;
  });
  const counted = story.counted < story.agents ? ` (of ${story.counted} agents)` : "";
  const hidden = story.agents - story.stories.length;
  return [
    "who does what when",
    ...story.stories.map((agent) => agentRow(agent, scale)),
    ...(hidden > 0 ? [`and ${hidden.toLocaleString("en-US")} more agents`] : []),
    scale.axis(),
    `${PHASES.map(({ glyph, title }) => `${glyph} ${title}`).join("   ")}   ${HALT_GLYPH} stands still (stall, hang)   blank: silent   → goes on`,
    "",
    ...chart(perColumn, {
      title: `reports per second${counted}`,
      height: 5,
      max: Math.max(...perColumn),
      text: (rate) => String(Math.round(rate * 100) / 100),
    }),
    scale.axis(),
    "",
    ...minuteChart(story),
  ];
}

function minuteChart({ minute, minuteAgents }: FleetStory): readonly string[] {
  const title = `reports in each second of one minute, from ${durationText(minute.fromMs)} on (of ${minuteAgents} agents)`;
  const max = Math.max(...minute.reports);
  return chart(minute.reports, {
    title,
    height: 4,
    max,
    text: (count) => String(Math.round(count)),
  });
}

function visitRow(visit: Visit, story: AgentStory, scale: Scale): string {
  const cells = new Array<string>(COLUMNS).fill(" ");
  for (
    let column = scale.column(visit.fromMs);
    column <= scale.column(visit.untilMs);
    column += 1
  ) {
    const point = visit.points.findLast((p) => scale.column(p.atMs) <= column) ?? visit.points[0];
    cells[column] = RISING[Math.min(7, Math.floor(((point?.progress ?? 0) * 8) / 101))] ?? " ";
  }
  overlay(
    cells,
    story.halts.filter((halt) => isWithin(halt, visit)),
    scale,
  );
  return `${visitTitle(visit, story.visits).padStart(AXIS - 2)} │${cells.join("").trimEnd()}`;
}

function agentRow(story: AgentStory, scale: Scale): string {
  const cells = new Array<string>(COLUMNS).fill(" ");
  for (const visit of story.visits) {
    const { glyph } = lookOf(visit.phase);
    const last = scale.column(visit.untilMs);
    if (visit.fromMs > scale.untilMs) continue;
    for (let column = scale.column(visit.fromMs); column <= last; column += 1)
      cells[column] = glyph;
  }
  overlay(cells, story.halts, scale);
  const { plan } = story;
  const label = `${plan.kind} ${plan.linkMbps} Mbit/s`;
  const end = story.untilMs > scale.untilMs ? "→" : "│";
  const facts = rowFacts(plan).join("; ");
  return `${label.padStart(AXIS - 2)} │${cells.join("")}${end}  ${facts}`.trimEnd();
}

function overlay(cells: string[], halts: readonly Mark[], scale: Scale): void {
  for (const halt of halts) {
    if (halt.fromMs > scale.untilMs) continue;
    const last = scale.column(halt.untilMs);
    for (let column = scale.column(halt.fromMs); column <= last; column += 1) {
      cells[column] = HALT_GLYPH;
    }
  }
}

function isWithin(mark: Mark, visit: Visit): boolean {
  return mark.fromMs >= visit.fromMs && mark.untilMs <= visit.untilMs;
}

/** What is to be said of single times, one line each. */
function notes(story: AgentStory): readonly string[] {
  const { halts, mishaps, plan } = story;
  const arrivalMs = plan.arrivalMs ?? 0;
  const line = ({ fromMs, untilMs, text }: Mark): string =>
    `${"".padStart(AXIS)}${text}: ${durationText(untilMs - fromMs)}, from ${durationText(fromMs - arrivalMs)} on`;
  return [
    ...halts.map((halt) => line({ ...halt, text: `${HALT_GLYPH} ${halt.text}` })),
    ...mishaps.map(line),
  ];
}

/** Time → column. */
class Scale {
  readonly fromMs: number;
  readonly untilMs: number;

  constructor(fromMs: number, untilMs: number) {
    this.fromMs = fromMs;
    this.untilMs = Math.max(untilMs, fromMs + 1);
  }

  column(atMs: number): number {
    const share = (atMs - this.fromMs) / (this.untilMs - this.fromMs);
    return Math.max(0, Math.min(COLUMNS - 1, Math.floor(share * COLUMNS)));
  }

  /** The last value in each column; a column between two points has the one before it. */
  columns<T extends { readonly atMs: number }>(
    points: readonly T[],
    value: (point: T) => number,
  ): readonly (number | undefined)[] {
    const values = new Array<number | undefined>(COLUMNS).fill(undefined);
    for (const point of points) values[this.column(point.atMs)] = value(point);
    values.forEach((known, column) => {
      values[column] = known ?? values[column - 1];
    });
    return values;
  }

  axis(): string {
    const middle = durationText((this.untilMs - this.fromMs) / 2);
    const end = durationText(this.untilMs - this.fromMs);
    const half = COLUMNS / 2;
    const line = `0${middle.padStart(half - 1 + Math.ceil(middle.length / 2))}`;
    return `${"".padStart(AXIS)}${line}${end.padStart(COLUMNS - line.length)}`;
  }
}
