/**
 * The tracks that one worker plays, laid end to end: where an agent stands is then one number, and
 * what a report needs is read by it from flat arrays. In k6 that is the difference between a
 * report that costs a tenth of its request and one that costs as much.
 */

import type { ClientId } from "../../simulators/report/index.ts";
import { type Marked, markedAt } from "./marks.ts";
import type { Track } from "./track.ts";
import { utf8Length, type Wire } from "./wire.ts";

/** What is known of each report, by its place. */
export interface Sheet {
  /** Place of each plan's first report; -1: the worker does not play it. */
  readonly starts: Int32Array;
  /** Place of the report after it; the last one's leads back to the plan's first. */
  readonly nexts: readonly number[];
  readonly gapsMs: readonly number[];
  readonly bodies: readonly string[];
  readonly wires: readonly Wire[];
  /** UTF-8 bytes of each body. */
  readonly bytes: Int32Array;
  /** Position in REPORTED_SUBTASKS. */
  readonly subtasks: Uint8Array;
  readonly clients: readonly (ClientId | undefined)[];
  /** The bodies taken apart where the marks stand; none where they bear none. */
  readonly marked: readonly Marked[];
}

export interface SheetOptions {
  /** Whether the tracks were unfolded with room for marks. */
  readonly marks: boolean;
  /** What the sender makes of a text beforehand. */
  readonly encode: (text: string) => Wire;
}

/** Lays the tracks of a worker's plans out. */
export function sheetOf(tracks: readonly (Track | undefined)[], options: SheetOptions): Sheet {
  const { marks, encode } = options;
  const played = tracks.filter((track) => track !== undefined);
  const bodies = played.flatMap((track) => track.bodies);
  const starts = new Int32Array(tracks.length).fill(-1);
  // k6's engine boxes each number that it takes out of a typed array, but none out of a plain one.
  const nexts: number[] = bodies.map((_, index) => index + 1);
  const gapsMs: number[] = [];
  const subtasks = new Uint8Array(bodies.length);
  const clients: (ClientId | undefined)[] = [];
  let place = 0;
  tracks.forEach((track, plan) => {
    if (track === undefined) return;
    starts[plan] = place;
    subtasks.set(track.subtasks, place);
    for (let i = 0; i < track.bodies.length; i += 1) {
      gapsMs.push(track.gapsMs[i] ?? Infinity);
      clients.push(track.client);
    }
    place += track.bodies.length;
    nexts[place - 1] = starts[plan] ?? 0;
  });
  const wires = marks ? [] : bodies.map(encode);
  const bytes = Int32Array.from(bodies, (body, index) => {
    const wire = wires[index];
    return typeof wire === "object" ? wire.byteLength : utf8Length(body);
  });
  const marked = marks ? bodies.map(markedAt) : [];
  return { starts, nexts, gapsMs, bodies, wires, bytes, subtasks, clients, marked };
}
