/** Reads growing flush files while k6 plays. What it cannot read it leaves to the judge. */

import { closeSync, openSync, readSync } from "node:fs";
import * as v from "valibot";
import { flushSchema, Histogram } from "../reports/evidence/index.ts";
import type { LiveFigures } from "./live-text.ts";

const LOOK_MS = 1000;
const READ_BYTES_MAX = 4 * 1024 * 1024;

export interface FollowOptions {
  readonly paths: readonly string[];
  readonly agents: number;
  readonly workers: number;
  /** Told what the last second brought, if it brought anything. */
  readonly say: (figures: LiveFigures) => void;
  /** Called once, when every worker has written its last flush. */
  readonly ended: () => void;
}

/** Looks at the files each second until it is stopped. */
export class Follower {
  private readonly options: FollowOptions;
  private readonly timer: NodeJS.Timeout;
  private readonly tails: readonly Tail[];
  private workersLeft: number;
  private totals = { acknowledged: 0, refused: 0, unanswered: 0, misread: 0 };

  constructor(options: FollowOptions) {
    this.options = options;
    this.tails = options.paths.map((path) => new Tail(path));
    this.workersLeft = options.workers;
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  /** Ends the looking. */
  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const lines = this.tails.flatMap((tail) => tail.lines());
    const [response, lag] = [new Histogram(), new Histogram()];
    const subtasks = new Map<string, number>();
    const { totals } = this;
    let reports = 0;
    for (const line of lines) {
      const flush = parse(line);
      if (flush === undefined) continue;
      const { ledger } = flush;
      totals.acknowledged += ledger.acknowledged;
      totals.refused += ledger.refused;
      totals.unanswered += ledger.timedOut + ledger.broken;
      totals.misread += ledger.readBacks.wrong + (ledger.sweep?.wrong ?? 0);
      reports += ledger.acknowledged + ledger.refused;
      response.add(flush.response);
      lag.add(flush.ownLag);
      lag.add(flush.lanesLag);
      for (const [name, count] of Object.entries(flush.subtasks)) {
        subtasks.set(name, (subtasks.get(name) ?? 0) + count);
      }
      if (flush.last) this.workersLeft -= 1;
    }
    if (reports > 0) {
      this.options.say({
        ...totals,
        agents: this.options.agents,
        reports,
        p50Ms: (response.quantile(0.5) ?? 0) / 1000,
        p99Ms: (response.quantile(0.99) ?? 0) / 1000,
        lagP99Ms: (lag.quantile(0.99) ?? 0) / 1000,
        subtasks,
      });
    }
    if (this.workersLeft > 0) return;
    this.stop();
    this.options.ended();
  }
}

/** A growing file, from where it was last looked at. */
class Tail {
  private readonly path: string;
  private offset = 0;
  private rest = "";

  constructor(path: string) {
    this.path = path;
  }

  /** Whole lines that came since the last call. */
  lines(): readonly string[] {
    const lines = (this.rest + this.grown()).split("\n");
    this.rest = lines.pop() ?? "";
    return lines;
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
