/**
 * Reports of which no two are alike: each bears the agent's number and how many it has sent before,
 * at the head of process_trace, and the time at which it is due as agent_time. Everything else is
 * as the plan has it. Pure; the same report bears the same marks in Node and in k6.
 */

import { AgentClock } from "../../simulators/agent/agent-clock.ts";
import type { Report } from "../../simulators/report/index.ts";

/** Stand where the marks come to stand, as long as they; no agent writes them. */
const MARK = "########-########";
const TIME = "####-##-##T##:##:##";
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
  const trace = report.process_trace ?? "";
  const room = TRACE_MAX - MARK.length - 1;
  // Few traces are so long that it must be counted.
  const cut = trace.length <= room ? trace : [...trace].slice(0, room).join("");
  return { ...report, process_trace: `${MARK} ${cut}`, agent_time: TIME };
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

/** The mark of an agent's report: both numbers with 8 digits. @range 0..99999999 */
export function markOf(number: number, sequence: number): string {
  return `${String(number).padStart(8, "0")}-${String(sequence).padStart(8, "0")}`;
}

/** Keeps the text of the last second, which most reports share. */
class Seconds {
  /** Of the timetable; -1: none yet. */
  second = -1;
  text = "";
  private readonly clock = new AgentClock();

  /** What `dueMs` after the timetable's zero is as agent_time. */
  textAt(dueMs: number): string {
    const second = (dueMs / 1000) | 0;
    if (second !== this.second) {
      this.second = second;
      this.text = this.clock.textAt(START_SECONDS + second);
    }
    return this.text;
  }
}

/** Puts bodies together as text. */
export class Marker {
  private readonly seconds = new Seconds();

  /** The body with its marks. `dueMs` counts from the timetable's zero. */
  body({ before, between, after }: Marked, mark: string, dueMs: number): string {
    if (after === undefined) return `${before}${mark}${between}`;
    return `${before}${mark}${between}${this.seconds.textAt(dueMs)}${after}`;
  }
}

/**
 * The same as bytes: a text of its own for each report would cost k6's engine as much as half a
 * request, so the digits are written over those of the last report from the same place.
 */
export class Stamper {
  /** From here on each place may be stamped once more without a copy: what was sent is sent. */
  readonly begin: () => void;
  /** The body with its marks; it holds them until its place is stamped after the next `begin`. */
  readonly stamp: (place: number, number: number, sequence: number, dueMs: number) => ArrayBuffer;

  /** `encode` gives a text's bytes. */
  constructor(marked: readonly Marked[], encode: (text: string) => ArrayBuffer) {
    const texts = marked.map(textOf);
    const buffers = texts.map(encode);
    const views = buffers.map((buffer) => new DataView(buffer));
    const bytes = buffers.map((buffer) => new Uint8Array(buffer));
    const marksAt = Int32Array.from(marked, ({ before }) => encode(before).byteLength);
    const timesAt = Int32Array.from(marked, ({ before, between, after }) =>
      after === undefined ? -1 : encode(`${before}${MARK}${between}`).byteLength,
    );
    const usedIn = new Int32Array(marked.length);
    const seconds = new Seconds();
    let turn = 0;
    let time = new Uint8Array(0);
    this.begin = () => {
      turn += 1;
    };
    this.stamp = (place, number, sequence, dueMs) => {
      let buffer = buffers[place] as ArrayBuffer;
      let view = views[place] as DataView;
      let own = bytes[place] as Uint8Array;
      if (usedIn[place] === turn) {
        buffer = buffer.slice(0);
        view = new DataView(buffer);
        own = new Uint8Array(buffer);
      }
      usedIn[place] = turn;
      const at = marksAt[place] as number;
      const high = (number / 10000) | 0;
      const top = (sequence / 10000) | 0;
      view.setUint32(at, QUADS[high] as number);
      view.setUint32(at + 4, QUADS[number - 10000 * high] as number);
      view.setUint32(at + 9, QUADS[top] as number);
      view.setUint32(at + 13, QUADS[sequence - 10000 * top] as number);
      const timeAt = timesAt[place] as number;
      if (timeAt >= 0) {
        if (((dueMs / 1000) | 0) !== seconds.second) {
          time = new Uint8Array(encode(seconds.textAt(dueMs)));
        }
        own.set(time, timeAt);
      }
      return buffer;
    };
  }
}

/** Each number's four decimal digits as bytes. */
const QUADS = Uint32Array.from({ length: 10000 }, (_, number) => {
  const [a, b, c] = [(number / 1000) | 0, (number / 100) | 0, (number / 10) | 0];
  return 0x30303030 + (a << 24) + ((b % 10) << 16) + ((c % 10) << 8) + (number % 10);
});

function textOf({ before, between, after }: Marked): string {
  return after === undefined
    ? `${before}${MARK}${between}`
    : before + MARK + between + TIME + after;
}
