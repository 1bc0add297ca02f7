/** A plan's timeline with its faults on it: what arrives at the endpoint, and when. */

import { type Fault, type Plan, type Timeline, timeline } from "../agent/index.ts";
import { Chance } from "./bent.ts";
import { delayed } from "./delayed.ts";
import { duplicated } from "./duplicated.ts";
import { frozen } from "./frozen.ts";
import { lost } from "./lost.ts";
import { offline } from "./offline.ts";
import { reordered } from "./reordered.ts";
import { replayed } from "./replayed.ts";
import { restarted } from "./restarted.ts";
import { stale } from "./stale.ts";
import { synchronised } from "./synchronised.ts";

/** What arrives of a plan: its timeline, bent by its faults one after the other. */
export function arrivals(plan: Plan): Timeline {
  let bent = timeline(plan);
  plan.faults?.forEach((fault, index) => {
    bent = withFault(bent, fault, new Chance(plan.seed, index));
  });
  return bent;
}

/** The timeline with one fault more. `chance` belongs to this fault alone. */
export function withFault(source: Timeline, fault: Fault, chance: Chance): Timeline {
  switch (fault.name) {
    case "lost":
      return lost(source, fault, chance);
    case "duplicated":
      return duplicated(source, fault, chance);
    case "frozen":
      return frozen(source, fault);
    case "restarted":
      return restarted(source, fault);
    case "offline":
      return offline(source, fault);
    case "delayed":
      return delayed(source, fault, chance);
    case "reordered":
      return reordered(source, fault, chance);
    case "replayed":
      return replayed(source, fault);
    case "stale":
      return stale(source, fault);
    case "synchronised":
      return synchronised(source, fault);
  }
}
