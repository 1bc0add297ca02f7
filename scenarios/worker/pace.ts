/**
 * How a fleet's pace changes in the course of a run: stages → the moment at which a report is due.
 * Pure.
 *
 * Agents keep the timetable of their plans in *fleet time*. While a stage's pace is 2, fleet time
 * passes twice as fast, so that twice as many reports are due in a second. In a silence fleet time
 * goes on at the pace before it, but nothing is sent: what falls due meanwhile is due at its end,
 * all at once, as from agents that lost their network together.
 */

/** A part of a run. */
export type PaceStage =
  /** Fleet time passes `pace` times as fast as the clock. @range above 0 */
  | { readonly kind: "pace"; readonly forMs: number; readonly pace: number }
  | { readonly kind: "silence"; readonly forMs: number };

interface Piece {
  /** Fleet time at the stage's end. @unit milliseconds */
  readonly untilFleetMs: number;
  /** When the stage begins and ends, since the run's start. @unit milliseconds */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly pace: number;
  readonly isSilent: boolean;
}

/** The stages of one run, made ready for asking. */
export class Pace {
  /** Of all stages together; 0 where there are none. @unit milliseconds */
  readonly durationMs: number;
  private readonly pieces: readonly Piece[];

  /** Without stages fleet time is the clock's. Throws on a stage that cannot be. */
  constructor(stages: readonly PaceStage[]) {
    this.pieces = piecesOf(stages);
    this.durationMs = this.pieces[this.pieces.length - 1]?.untilMs ?? 0;
  }

  /** When something is due that the timetable has at `fleetMs`; the last stage goes on for ever. */
  dueMs(fleetMs: number): number {
    const { pieces } = this;
    let fromFleetMs = 0;
    for (let i = 0; i < pieces.length; i += 1) {
      const piece = pieces[i];
      if (piece === undefined) break;
      const isLast = i === pieces.length - 1;
      if (fleetMs < piece.untilFleetMs || isLast) {
        if (piece.isSilent && fleetMs < piece.untilFleetMs) return piece.untilMs;
        return piece.fromMs + (fleetMs - fromFleetMs) / piece.pace;
      }
      fromFleetMs = piece.untilFleetMs;
    }
    return fleetMs;
  }
}

function piecesOf(stages: readonly PaceStage[]): readonly Piece[] {
  let fleetMs = 0;
  let fromMs = 0;
  let pace = 1;
  return stages.map((stage) => {
    if (!(stage.forMs > 0)) throw new RangeError(`stage: got ${stage.forMs} ms, want above 0`);
    if (stage.kind === "pace") pace = stage.pace;
    if (!(pace > 0)) throw new RangeError(`stage: got the pace ${pace}, want above 0`);
    const untilMs = fromMs + stage.forMs;
    fleetMs += stage.forMs * pace;
    const isSilent = stage.kind === "silence";
    const piece = { untilFleetMs: fleetMs, fromMs, untilMs, pace, isSilent };
    fromMs = untilMs;
    return piece;
  });
}
