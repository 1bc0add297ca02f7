/** When a timetable's zero is, so that processes that share no clock tick begin as one. Pure. */

/**
 * The wall clock of the zero, ms since the epoch: when all is ready or, with `alignMs`, the next
 * whole multiple of it. Processes that are ready within one such stretch agree without a word.
 */
export function zeroOf(readyMs: number, alignMs: number | undefined): number {
  return alignMs === undefined ? readyMs : Math.ceil(readyMs / alignMs) * alignMs;
}
