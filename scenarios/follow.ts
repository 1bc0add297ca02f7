/** Reads a growing flush file for the progress line. What it cannot read it leaves to the judge. */

import { closeSync, openSync, readSync } from "node:fs";
import * as v from "valibot";
import { flushSchema, Histogram } from "../reports/evidence/index.ts";

const LOOK_MS = 1000;
const READ_BYTES_MAX = 4 * 1024 * 1024;

export class Follower {
  private readonly path: string;
  private readonly agents: number;
  private readonly say: (text: string) => void;
  private readonly timer: NodeJS.Timeout;
  private offset = 0;
  private rest = "";
  private acknowledged = 0;
  private refused = 0;
  private lost = 0;

  /** Looks each second; `say` gets one line. */
  constructor(path: string, agents: number, say: (text: string) => void) {
    this.path = path;
    this.agents = agents;
    this.say = say;
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  /** Ends the looking. */
  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const lines = (this.rest + this.grown()).split("\n");
    this.rest = lines.pop() ?? "";
    const response = new Histogram();
    let reports = 0;
    for (const line of lines) {
      const flush = parse(line);
      if (flush === undefined) continue;
      const { ledger } = flush;
      this.acknowledged += ledger.acknowledged;
      this.refused += ledger.refused;
      this.lost += ledger.timedOut + ledger.broken;
      reports += ledger.acknowledged + ledger.refused;
      response.add(flush.response);
    }
    if (reports === 0) return;
    const p99 = (response.quantile(0.99) ?? 0) / 1000;
    const trouble =
      this.refused + this.lost === 0 ? "" : `, ${this.refused} refused, ${this.lost} unanswered`;
    this.say(
      `${this.agents} agents, ${reports} reports in the last second, p99 ${p99.toFixed(1)} ms from plan, ` +
        `${this.acknowledged} acknowledged${trouble}`,
    );
  }

  private grown(): string {
    let descriptor: number;
    try {
      descriptor = openSync(this.path, "r");
    } catch {
      // k6 has not made the file yet.
      return "";
    }
    try {
      const buffer = Buffer.alloc(READ_BYTES_MAX);
      const length = readSync(descriptor, buffer, 0, READ_BYTES_MAX, this.offset);
      this.offset += length;
      return buffer.toString("utf8", 0, length);
    } finally {
      closeSync(descriptor);
    }
  }
}

function parse(line: string) {
  try {
    const parsed = v.safeParse(flushSchema, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
