/**
 * Whether the operations on a register can be put in one order that explains what every look saw: a
 * search (after Wing, Gong and Lowe) that remembers where it has been. It is bounded: a history too
 * large for the steps allowed is `unknown`, which is no pass.
 *
 * Not verified here: which anomaly a history shows; `anomalies.ts` names it.
 */

import {
  countingReports,
  endOf,
  type History,
  isBefore,
  looksOf,
  type Operation,
} from "./history.ts";

export type Answer = "ok" | "illegal" | "unknown";

/** Steps after which a search gives up; a trial's history takes some dozens. */
export const STEPS_MAX = 20_000;

/** Which operations must stay before which. */
export type Precedes = (one: Operation, other: Operation) => boolean;

/** Whether one order respects time: what ended before another began stays before it. */
export function isLinearizable(history: History, stepsMax = STEPS_MAX): Answer {
  return orderExists(history, isBefore, stepsMax);
}

/** Whether one order respects each lane, whatever the clock says. */
export function isSequential(history: History, stepsMax = STEPS_MAX): Answer {
  return orderExists(history, isEarlierInLane, stepsMax);
}

/** An operation that is open may come at any time, so nothing of its lane waits for it. */
function isEarlierInLane(one: Operation, other: Operation): boolean {
  return one.lane === other.lane && one.callMs < other.callMs && endOf(one) < Infinity;
}

/** Searches an order of all operations but the refused that keeps what `precedes` says. */
export function orderExists(history: History, precedes: Precedes, stepsMax: number): Answer {
  const operations = [...countingReports(history), ...looksOf(history)];
  return new Search(operations, precedes, stepsMax).run();
}

/** What the register holds before the first report; no report has this value. */
const BEFORE = "";

class Search {
  private readonly operations: readonly Operation[];
  /** Of each operation, those that must come before it. */
  private readonly earlier: readonly (readonly number[])[];
  /** Of each look, what the register must hold; undefined of a look that nothing explains. */
  private readonly wanted: readonly (string | undefined)[];
  private readonly done: boolean[];
  private readonly visited = new Set<string>();
  private stepsLeft: number;

  constructor(operations: readonly Operation[], precedes: Precedes, stepsMax: number) {
    this.operations = operations;
    this.earlier = operations.map((own) =>
      operations.flatMap((other, i) => (other !== own && precedes(other, own) ? [i] : [])),
    );
    this.wanted = operations.map((o) => (o.kind === "look" ? held(o) : undefined));
    this.done = operations.map(() => false);
    this.stepsLeft = stepsMax;
  }

  run(): Answer {
    const hopeless = this.operations.some((o, i) => {
      return o.kind === "look" && this.wanted[i] === undefined;
    });
    return hopeless ? "illegal" : this.from(BEFORE);
  }

  /** Goes on with the register holding `value`. */
  private from(value: string): Answer {
    const taken = this.takeLooks(value);
    const answer = this.beyond(value);
    for (const i of taken) this.done[i] = false;
    return answer;
  }

  private beyond(value: string): Answer {
    if (this.isOver()) return "ok";
    const place = `${this.done.map(Number).join("")}${value}`;
    if (this.visited.has(place)) return "illegal";
    this.visited.add(place);
    let answer: Answer = "illegal";
    for (const [i, operation] of this.operations.entries()) {
      if (operation.kind !== "report" || !this.isNext(i)) continue;
      if (this.stepsLeft <= 0) return "unknown";
      this.stepsLeft -= 1;
      this.done[i] = true;
      const further = this.from(operation.value);
      this.done[i] = false;
      if (further === "ok") return "ok";
      if (further === "unknown") answer = "unknown";
    }
    return answer;
  }

  /** A look changes nothing, so each that fits now may as well be taken now. */
  private takeLooks(value: string): readonly number[] {
    const taken: number[] = [];
    for (const [i, operation] of this.operations.entries()) {
      if (operation.kind !== "look" || this.wanted[i] !== value || !this.isNext(i)) continue;
      this.done[i] = true;
      taken.push(i);
    }
    return taken;
  }

  private isNext(i: number): boolean {
    return this.done[i] === false && (this.earlier[i] ?? []).every((e) => this.done[e] === true);
  }

  private isOver(): boolean {
    return this.operations.every((o, i) => this.done[i] === true || endOf(o) === Infinity);
  }
}

function held({ shown }: Extract<Operation, { kind: "look" }>): string | undefined {
  if (shown.kind === "report") return shown.value;
  return shown.kind === "before" ? BEFORE : undefined;
}
