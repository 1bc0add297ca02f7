/** Fault: a share of the reports arrives a second time, as clients resend what they think was lost. */

import type { Timeline, TimelineEntry } from "../agent/index.ts";
import { type Chance, Merged } from "./bent.ts";

interface Duplication {
  /** 0..1. */
  readonly share: number;
  readonly afterMs: number;
}

export function duplicated(source: Timeline, fault: Duplication, chance: Chance): Timeline {
  return new Duplicated(source, fault, chance);
}

class Duplicated extends Merged {
  private readonly fault: Duplication;
  private readonly chance: Chance;

  constructor(source: Timeline, fault: Duplication, chance: Chance) {
    super(source);
    this.fault = fault;
    this.chance = chance;
  }

  protected override passes(entry: TimelineEntry): boolean {
    const { share, afterMs } = this.fault;
    if (this.chance.draw() < share) this.late.add({ ...entry, atMs: entry.atMs + afterMs });
    return true;
  }
}
