/** A run's evidence as the verdict reads it, from the disk or from memory. */

import type { Event, Flush } from "./schema.ts";

/** A flush with the attempt of its scenario known. */
export interface AttemptFlush extends Flush {
  readonly attempt: number;
}

/** All that is known of a run. */
export interface RunRecord {
  readonly folder: string;
  readonly events: readonly Event[];
  readonly flushes: readonly AttemptFlush[];
  /** What could not be read or written; with any of these the run is never green. */
  readonly problems: readonly string[];
}

/** The part of a recorder that a record is made of. */
export interface Recorded {
  readonly folder: string;
  readonly events: readonly Event[];
  readonly failure: { readonly path: string; readonly message: string } | undefined;
}

/** What load evidence a run gathered. */
export interface FlushesRead {
  readonly flushes: readonly AttemptFlush[];
  readonly problems: readonly string[];
}

/** The record of a run whose events are still in memory. */
export function recordOf(recorder: Recorded, load: FlushesRead): RunRecord {
  const { failure } = recorder;
  const unwritten =
    failure === undefined ? [] : [`evidence could not be written: ${failure.message}`];
  return {
    folder: recorder.folder,
    events: recorder.events,
    flushes: load.flushes,
    problems: [...unwritten, ...load.problems],
  };
}
