/** A run's evidence as the verdict reads it, from the disk or from memory. */

import type { Event, Flush } from "./schema.ts";

/** A flush with the attempt of its scenario known. */
export interface AttemptFlush extends Flush {
  readonly attempt: number;
}

/** A line of load evidence: a flush, or the problem with what stands where one should. */
export type FlushLine = AttemptFlush | { readonly kind: "unreadable"; readonly problem: string };

/** All that is known of a run. */
export interface RunRecord {
  readonly folder: string;
  readonly events: readonly Event[];
  /** What its workers wrote: of a run on the disk read anew, file by file, each time it is gone through. */
  readonly flushes: Iterable<FlushLine>;
  /** What else could not be read or written; with any of these the run is never green. */
  readonly problems: readonly string[];
  /** Reports for which there was no room, or no leave: a name and the reason each. */
  readonly unwritten?: readonly string[];
}

/** The part of a recorder that a record is made of. */
export interface Recorded {
  readonly folder: string;
  readonly events: readonly Event[];
  readonly failure: { readonly path: string; readonly message: string } | undefined;
}

/** What went wrong, and where, if it does not say that itself. */
function placed({ path, message }: NonNullable<Recorded["failure"]>): string {
  return message.includes(path) ? message : `${message}, ${path}`;
}

/** The record of a run whose events are still in memory. */
export function recordOf(recorder: Recorded, flushes: Iterable<FlushLine>): RunRecord {
  const { failure } = recorder;
  const unwritten =
    failure === undefined ? [] : [`evidence could not be written: ${placed(failure)}`];
  return {
    folder: recorder.folder,
    events: recorder.events,
    flushes,
    problems: unwritten,
  };
}
