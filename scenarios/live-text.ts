/** What is shown of a load while it goes on: one line, and a few more where there is a terminal. Pure. */

/** Figures of the last second, and sums since the begin. */
export interface LiveFigures {
  readonly agents: number;
  /** Answered in the last second. */
  readonly reports: number;
  /** From the planned moment, of the last second. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How late reports left, whoever was to blame. */
  readonly lagP99Ms: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unanswered: number;
  /** Looks that showed something wrong. */
  readonly misread: number;
  /** Acknowledged in the last second, by subtask. */
  readonly subtasks: ReadonlyMap<string, number>;
}

/** Subtasks shown by name; the rest is summed up. */
const SUBTASKS_SHOWN = 8;
const BAR = 24;

/** All that matters in one line. */
export function liveLine(live: LiveFigures): string {
  const trouble = troubleOf(live);
  return (
    `${live.agents} agents, ${live.reports} reports in the last second, ` +
    `p50 ${ms(live.p50Ms)}, p99 ${ms(live.p99Ms)} from plan, lag ${ms(live.lagP99Ms)}, ` +
    `${live.acknowledged} acknowledged${trouble === "" ? "" : `, ${trouble}`}`
  );
}

/** Where the agents are that reported in the last second: a row for each subtask, the most first. */
export function liveRows(live: LiveFigures): readonly string[] {
  const sorted = [...live.subtasks].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shown = sorted.slice(0, SUBTASKS_SHOWN);
  const rest = sorted.slice(SUBTASKS_SHOWN);
  const rows = [...shown];
  if (rest.length > 0) {
    rows.push([`${rest.length} others`, rest.reduce((sum, [, count]) => sum + count, 0)]);
  }
  const all = rows.reduce((sum, [, count]) => sum + count, 0);
  const width = rows.reduce((most, [name]) => Math.max(most, name.length), 0);
  return rows.map(([name, count]) => {
    const share = count / all;
    const bar = "█".repeat(Math.max(1, Math.round(share * BAR))).padEnd(BAR);
    return `${name.padEnd(width)} ${bar} ${Math.round(share * 100)} %`;
  });
}

function troubleOf({ refused, unanswered, misread }: LiveFigures): string {
  const said = [
    ...(refused + unanswered === 0 ? [] : [`${refused} refused, ${unanswered} unanswered`]),
    ...(misread === 0 ? [] : [`${misread} looks wrong`]),
  ];
  return said.join(", ");
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
