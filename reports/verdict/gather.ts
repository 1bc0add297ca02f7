/** Sorts the events of a run by what they say, and names where they contradict each other. */

import { groupBy } from "../evidence/group-by.ts";
import type { Event, EventOf, RequirementEvent } from "../evidence/schema.ts";

/** The events of a run, by what they say. */
export interface Gathered {
  readonly run: EventOf<"run"> | undefined;
  readonly catalogue: EventOf<"catalogue"> | undefined;
  readonly waivers: EventOf<"waivers"> | undefined;
  readonly baseline: EventOf<"baseline"> | undefined;
  readonly results: ReadonlyMap<string, RequirementEvent>;
  readonly opened: readonly EventOf<"load-opened">[];
  readonly loadClosed: readonly EventOf<"load-closed">[];
  readonly loadBeside: readonly EventOf<"load-beside">[];
  readonly loadMemory: readonly EventOf<"load-memory">[];
  readonly dialects: readonly EventOf<"dialect">[];
  readonly missing: readonly EventOf<"prerequisite">[];
  readonly harnessErrors: readonly EventOf<"harness-error">[];
  readonly interrupted: string | undefined;
  readonly closed: EventOf<"closed"> | undefined;
  /** Why results may be lacking without a fault of ours. */
  readonly excuse: string | undefined;
  readonly contradictions: readonly string[];
}

/** Puts in order what a run recorded. */
export function gather(events: readonly Event[]): Gathered {
  const runs = ofKind(events, "run");
  const catalogue = ofKind(events, "catalogue").at(-1);
  const requirementEvents = ofKind(events, "requirement");
  // A prerequisite may be tried again; the last word on it counts.
  const prerequisites = new Map(ofKind(events, "prerequisite").map((e) => [e.name, e]));
  const missing = [...prerequisites.values()].filter((event) => event.state === "missing");
  const loadClosed = ofKind(events, "load-closed");
  const stopped = loadClosed.find((event) => event.ending === "interrupted");
  const interrupted =
    ofKind(events, "interrupted").at(-1)?.signal ?? (stopped && "a stop of the load generator");
  const closed = ofKind(events, "closed").at(-1);
  return {
    run: runs[0],
    catalogue,
    waivers: ofKind(events, "waivers").at(-1),
    baseline: ofKind(events, "baseline").at(-1),
    results: gravest(requirementEvents),
    opened: ofKind(events, "load-opened"),
    loadClosed,
    loadBeside: ofKind(events, "load-beside"),
    loadMemory: ofKind(events, "load-memory"),
    dialects: ofKind(events, "dialect"),
    missing,
    harnessErrors: ofKind(events, "harness-error"),
    interrupted,
    closed,
    excuse: excuseOf({ interrupted, missing, closed }),
    contradictions: contradictionsOf(runs, catalogue, requirementEvents),
  };
}

function ofKind<K extends Event["kind"]>(events: readonly Event[], kind: K): EventOf<K>[] {
  return events.filter((event): event is EventOf<K> => event.kind === kind);
}

function excuseOf(known: Pick<Gathered, "interrupted" | "missing" | "closed">): string | undefined {
  if (known.interrupted !== undefined) return `interrupted by ${known.interrupted}`;
  const [first] = known.missing;
  if (first !== undefined) return `${first.name}: ${first.detail}`;
  return known.closed === undefined ? "the run did not come to its end" : undefined;
}

/** One result of each requirement; of several a violated one, else the last. */
function gravest(results: readonly RequirementEvent[]): ReadonlyMap<string, RequirementEvent> {
  const byId = new Map<string, RequirementEvent>();
  for (const result of results) {
    if (byId.get(result.id)?.outcome !== "violated") byId.set(result.id, result);
  }
  return byId;
}

function contradictionsOf(
  runs: readonly EventOf<"run">[],
  catalogue: EventOf<"catalogue"> | undefined,
  results: readonly RequirementEvent[],
): string[] {
  const said: string[] = [];
  if (runs.length === 0) said.push("the event that opens a run is missing");
  if (runs.length > 1) said.push(`the folder holds events of ${runs.length} runs`);
  const known = new Set(catalogue?.requirements.map((entry) => entry.id));
  for (const [id, own] of groupBy(results, (result) => result.id)) {
    if (own.length > 1) said.push(`${id}: ${own.length} results in one run`);
    if (!known.has(id)) said.push(`${id}: a result for a requirement outside the catalogue`);
  }
  return said;
}
