/** What was measured of runs without a change between them, on a machine whose cores others used too. */

/**
 * 99th percentiles from plan, in milliseconds, each of one run of
 * `npx tsx cli.ts load steady --target embedded --agents 500 --interval 1s --duration 5s --seed 7`
 * on 2 shared cores, the INVALID runs left out, as `diff` does not compare them.
 */
export const P99_MS: readonly number[] = [
  37.631, 23.935, 142.335, 18.175, 37.375, 96.255, 339.967, 111.615, 189.439, 622.591,
];

/** Deviation of their logarithms: a run differs from the next by about this share. */
export const SPREAD_OF_P99 = deviation(P99_MS.map(Math.log));

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
