/** k6's execution segments: how one load is cut into equal parts, and what each part is told. Pure. */

import { OperatorError } from "../../properties/target/index.ts";

/** One part of a load. */
export interface Segment {
  /** @range 1..of */
  readonly number: number;
  readonly of: number;
  /** As k6 writes it, e.g. `1/4:2/4`. */
  readonly segment: string;
  /** All cuts, e.g. `0,1/4,2/4,3/4,1`: without them k6 may cut differently in each part. */
  readonly sequence: string;
}

/** The parts of a load, in order. `of` is 1 or more. */
export function segmentsOf(of: number): readonly Segment[] {
  const cuts = Array.from({ length: of + 1 }, (_, place) => cut(place, of));
  return Array.from({ length: of }, (_, place) => ({
    number: place + 1,
    of,
    segment: `${cuts[place]}:${cuts[place + 1]}`,
    sequence: cuts.join(","),
  }));
}

/** Flags that make a k6 process a part, as k6-operator's runners have them. */
export function segmentFlags({ number, segment, sequence }: Segment): readonly string[] {
  return [
    `--execution-segment=${segment}`,
    `--execution-segment-sequence=${sequence}`,
    "--tag",
    `instance_id=${number}`,
  ];
}

/** Workers that a part plays: k6 deals them out in turn. */
export function workersOf({ number, of }: Segment, workers: number): readonly number[] {
  return Array.from({ length: workers / of }, (_, turn) => number - 1 + turn * of);
}

/** How many agents a part plays; agent i is worker i % workers. */
export function agentsOf(part: Segment, fleet: Fleet): number {
  const { agents, workers } = fleet;
  return workersOf(part, workers).reduce(
    (sum, worker) => sum + Math.max(0, Math.ceil((agents - worker) / workers)),
    0,
  );
}

export interface Fleet {
  readonly agents: number;
  readonly workers: number;
}

/** Throws OperatorError where parts would be unequal or have nothing to send. */
export function wantDivisible({ agents, workers }: Fleet, segments: number): void {
  if (workers % segments !== 0) {
    const near = Math.ceil(workers / segments) * segments;
    throw new OperatorError(
      `workers: got ${workers} for ${segments} segments, want a multiple of ${segments}, e.g. ${near}`,
    );
  }
  if (agents < segments) {
    throw new OperatorError(
      `segments: got ${segments} for ${agents} agents: a segment would send nothing; want at most ${agents}`,
    );
  }
}

function cut(place: number, of: number): string {
  if (place === 0) return "0";
  return place === of ? "1" : `${place}/${of}`;
}
