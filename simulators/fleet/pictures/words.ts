/** Words and colours that all pictures share. */

import { type Fault, LIFE_CYCLES, type Plan, ROUNDS } from "../../agent/index.ts";
import { bytesText, durationText } from "../units.ts";
import { limitText, type Phase, type Visit } from "./story.ts";

export interface PhaseLook {
  readonly phase: Phase;
  readonly title: string;
  /** In the terminal. */
  readonly glyph: string;
  /** Told apart without colour vision, too: each has another lightness. */
  readonly colour: string;
}

/** In the order of a migration. */
export const PHASES: readonly PhaseLook[] = [
  { phase: "preparing", title: "preparing", glyph: "░", colour: "#9aa5b1" },
  { phase: "copying", title: "copying (MIGRATE)", glyph: "█", colour: "#1f6fc4" },
  { phase: "synchronising", title: "synchronisation round (SYNC)", glyph: "≡", colour: "#e08a00" },
  { phase: "testing", title: "clone or check", glyph: "◆", colour: "#8a4fbf" },
  { phase: "finishing", title: "configuring, detaching", glyph: "▒", colour: "#4a5562" },
];

export const HALT_GLYPH = "!";
export const HALT_COLOUR = "#c6281e";
export const LINK_COLOUR = "#116329";
export const LIMIT_COLOUR = "#8a5000";

/** Heading of the speed: of packed data the agent counts what it read, so that it may pass the link. */
export function speedTitle(plan: Plan): string {
  const what = "speed over the last 5 seconds, Mbit/s";
  return plan.packedShare === undefined ? what : `${what}, counted before packing`;
}

export function lookOf(phase: Phase): PhaseLook {
  const look = PHASES.find((candidate) => candidate.phase === phase);
  if (look === undefined) throw new Error(`lookOf: got ${phase}, want a phase`);
  return look;
}

/** "SYNC_LINUX_FILE, round 2" where there are several. */
export function visitTitle(visit: Visit, visits: readonly Visit[]): string {
  const several = visits.filter((other) => other.subtask === visit.subtask).length > 1;
  if (!several) return visit.subtask;
  return `${visit.subtask}, ${visit.phase === "synchronising" ? "round" : "try"} ${visit.number}`;
}

/** Data, link, pace and what is special. */
export function factsOfAgent(plan: Plan, reports: number, durationMs: number): readonly string[] {
  const { linkMbps, utilisation, intervalMs } = plan;
  return [
    `${bytesText(plan.totalBytes)} over a link of ${linkMbps} Mbit/s (${Math.round(100 * utilisation)} % used)`,
    `a report every ${intervalMs / 1000} s`,
    `${durationText(durationMs)}, about ${Math.round(reports).toLocaleString("en-US")} reports`,
    ...specialFacts(plan),
  ];
}

/** The facts with dots between them, in lines of so many characters at the most. */
export function joined(facts: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + fact.length + 3 > width) lines.push(fact);
    else lines[lines.length - 1] = `${last} · ${fact}`;
  }
  return lines;
}

/** What not every agent has. */
export function specialFacts(plan: Plan): readonly string[] {
  const facts: (string | undefined)[] = [
    plan.disks === undefined ? undefined : `${plan.disks} disks`,
    plan.fileCount === undefined ? undefined : `${plan.fileCount.toLocaleString("en-US")} files`,
    plan.packedShare === undefined
      ? undefined
      : `packed to ${Math.round(100 * plan.packedShare)} %`,
    plan.growthMbps === undefined ? undefined : `grows by ${plan.growthMbps} Mbit/s`,
    ...(plan.limits ?? []).map(limitText),
    plan.stall === undefined ? undefined : `stall of ${durationText(plan.stall.forMs)}`,
    plan.attachHangMs === undefined
      ? undefined
      : `attaching hangs for ${durationText(plan.attachHangMs)} at 80 %`,
    roundsText(plan),
    plan.mishap === undefined ? undefined : `${plan.mishap.what} once`,
    plan.client === undefined ? undefined : `client ${plan.client}`,
    plan.revision === undefined ? undefined : `agent of ${plan.revision}`,
    plan.timeScale === undefined ? undefined : `${plan.timeScale} times faster`,
    ...(plan.faults ?? []).map(faultText),
  ];
  return facts.filter((fact) => fact !== undefined);
}

/** What a fleet's row says beside it: limits, halts, rounds, mishaps, the names of the faults. */
export function rowFacts(plan: Plan): readonly string[] {
  const facts = specialFacts(plan).filter((fact) =>
    /^(limit|stall|attaching|failed|aborted)|rounds?$/.test(fact),
  );
  // A row is short: whole minutes, and one word for a round.
  const short = facts.map((fact) => fact.replace(" 0 s", "").replace("synchronisation", "sync"));
  const faults = (plan.faults ?? []).map((fault) => fault.name);
  return faults.length === 0 ? short : [...short, `faults: ${faults.join(", ")}`];
}

/** "lost (share 0.1)". */
export function faultText({ name, ...numbers }: Fault): string {
  const words = Object.entries(numbers).map(([key, value]) => `${key} ${value}`);
  return `fault: ${name} (${words.join(", ")})`;
}

/** All rounds: a life cycle may be kept in step before and after a clone. */
function roundsText(plan: Plan): string | undefined {
  const stages = LIFE_CYCLES[plan.kind].stages.filter((stage) => stage.inRounds).length;
  const rounds = stages * (plan.rounds ?? ROUNDS);
  if (rounds === 0) return undefined;
  return rounds === 1 ? "1 synchronisation round" : `${rounds} synchronisation rounds`;
}
