/**
 * Room for k6's goroutines. Its batches make a goroutine for each request, and Go starts those with
 * as much stack as the average of all that the collector saw last: idle connections, which take
 * next to none. Each request then outgrows its stack twice and has it copied, which is a tenth of
 * all that a report costs. A worker that waits on a deep stack raises the average above what a
 * request needs. Nothing depends on it but speed.
 *
 * @source Go runtime, gcComputeStartingStackSize (since Go 1.19)
 */

/** Go's frames of a call through a built-in function of k6's engine take about 1 KiB. */
const LEVELS_LEAST = 200;
/** A lane holds three goroutines: its request, and two of its connection. */
const LEVELS_PER_LANE = 10;
const LEVELS_MOST = 1200;

/** Calls `act` on a stack deep enough for requests on so many lanes, and returns what it returns. */
export function onDeepStack<T>(lanes: number, act: () => T): T {
  return deep(Math.min(LEVELS_MOST, LEVELS_LEAST + LEVELS_PER_LANE * lanes), act);
}

/** Through a built-in: calls among functions of a script take no stack of Go's. */
function deep<T>(levels: number, act: () => T): T {
  if (levels === 0) return act();
  return [act].map((inner) => deep(levels - 1, inner))[0] as T;
}
