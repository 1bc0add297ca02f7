/** Fault: a share of the reports arrives late, so that newer ones overtake it. */

import type { Timeline, TimelineEntry } from "../agent/index.ts";
import { type Chance, Merged } from "./bent.ts";

interface Delay {
  /** 0..1. */
  readonly share: number;
  readonly afterMs: number;
}

export function delayed(source: Timeline, fault: Delay, chance: Chance): Timeline {
  return new Delayed(source, fault, chance);
}

class Delayed extends Merged {
  private readonly fault: Delay;
  private readonly chance: Chance;

  constructor(source: Timeline, fault: Delay, chance: Chance) {
    super(source);
    this.fault = fault;
    this.chance = chance;
  }

  protected override passes(entry: TimelineEntry): boolean {
    const { share, afterMs } = this.fault;
    if (this.chance.draw() >= share) return true;
    this.late.add({ ...entry, atMs: entry.atMs + afterMs });
    return false;
  }
}
