/**
 * Reports of which no two are alike: each bears the agent's number and how many it has sent before,
 * at the head of process_trace, and the time at which it is due as agent_time. Everything else is
 * as the plan has it. Pure; the same report bears the same marks in Node and in k6.
 */

import { AgentClock } from "../../simulators/agent/agent-clock.ts";
import type { Report } from "../../simulators/report/index.ts";

/** Stand where the marks come to stand; no agent writes them. */
const MARK = "#mark#";
const TIME = "#time#";
/** Code points that a mark may take of the field's 2048. */
const MARK_MAX = 32;
const TRACE_MAX = 2048;
/** Time of the timetable's zero as the agents tell it: 2026-01-01T00:00:00. Assumed. */
const START_SECONDS = 1767225600;

/** A body's text around its marks. */
export interface Marked {
  readonly before: string;
  readonly between: string;
  /** Undefined: the agent knows no agent_time, and `between` is the rest. */
  readonly after: string | undefined;
}

/** The report with room for marks: a long trace is cut for it. */
export function withRoom(report: Report): Report {
  const trace = [...(report.process_trace ?? "")].slice(0, TRACE_MAX - MARK_MAX).join("");
  return { ...report, process_trace: `${MARK} ${trace}`, agent_time: TIME };
}

/** Takes a body apart that was written of a report with room. */
export function markedAt(body: string): Marked {
  const at = body.indexOf(MARK);
  if (at < 0) throw new Error(`markedAt: got ${body}, want ${MARK} in it`);
  const rest = body.slice(at + MARK.length);
  const time = rest.indexOf(TIME);
  const before = body.slice(0, at);
  if (time < 0) return { before, between: rest, after: undefined };
  const after = rest.slice(time + TIME.length);
  return { before, between: rest.slice(0, time), after };
}

/** Puts bodies together. It keeps the text of the last second, which most reports share. */
export class Marker {
  private readonly clock = new AgentClock();
  private second = -1;
  private text = "";

  /** The body with its marks. `dueMs` counts from the timetable's zero. */
  body({ before, between, after }: Marked, mark: string, dueMs: number): string {
    if (after === undefined) return `${before}${mark}${between}`;
    const second = (dueMs / 1000) | 0;
    if (second !== this.second) {
      this.second = second;
      this.text = this.clock.textAt(START_SECONDS + second);
    }
    return `${before}${mark}${between}${this.text}${after}`;
  }
}
