/**
 * The Universal Scalability Law, fitted: X(N) = λN / (1 + α(N-1) + βN(N-1)), where N requests are
 * under way at once and X are answered a second. λ is what one brings, α what waiting for each other
 * costs, β what agreeing with each other costs.
 *
 * Least squares on N/X, which is linear in 1/λ, α/λ and β/λ; intervals by drawing the points again
 * with replacement. Not done: any word on loads beyond twice the greatest N that was measured.
 *
 * @source N. J. Gunther, Guerrilla Capacity Planning, chapter 4
 */

/** One measured load. @range both above 0 */
export interface UslPoint {
  readonly concurrency: number;
  readonly perSecond: number;
}

/** A value and where 95 of 100 fits to points drawn again lie. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export type UslFit =
  | {
      readonly kind: "fitted";
      readonly lambda: Estimate;
      readonly alpha: Estimate;
      readonly beta: Estimate;
      /** Concurrency at which most are answered; undefined where it lies beyond what may be said. */
      readonly peak: { readonly concurrency: number; readonly perSecond: number } | undefined;
    }
  | { readonly kind: "not fitted"; readonly reason: string };

/** Three unknowns, and something left to tell how far off they may be. */
const POINTS_MIN = 5;
const REDRAWS = 400;
/** How far beyond the measured loads anything is said. */
const BEYOND_MAX = 2;

/** Fits the law; the same points and seed give the same intervals. */
export function fitUsl(points: readonly UslPoint[], seed = 1): UslFit {
  const usable = points.filter(({ concurrency, perSecond }) => concurrency > 0 && perSecond > 0);
  if (usable.length < POINTS_MIN) {
    const reason = `${usable.length} loads were measured, at least ${POINTS_MIN} are needed`;
    return { kind: "not fitted", reason };
  }
  const spread = maximum(usable) / Math.min(...usable.map(({ concurrency }) => concurrency));
  if (spread < 2) {
    return { kind: "not fitted", reason: "the loads differ by less than twice in concurrency" };
  }
  const whole = solved(usable);
  if (whole === undefined) {
    return { kind: "not fitted", reason: "the loads are too alike to tell the three values apart" };
  }
  const redrawn = redraws(usable, seed);
  return {
    kind: "fitted",
    lambda: estimate(
      whole.lambda,
      redrawn.map(({ lambda }) => lambda),
    ),
    alpha: estimate(
      whole.alpha,
      redrawn.map(({ alpha }) => alpha),
    ),
    beta: estimate(
      whole.beta,
      redrawn.map(({ beta }) => beta),
    ),
    peak: peakOf(whole, BEYOND_MAX * maximum(usable)),
  };
}

/** Reports a second that the law gives at a concurrency. */
export function uslRate(law: Law, concurrency: number): number {
  const { lambda, alpha, beta } = law;
  const n = concurrency;
  return (lambda * n) / (1 + alpha * (n - 1) + beta * n * (n - 1));
}

export interface Law {
  readonly lambda: number;
  readonly alpha: number;
  readonly beta: number;
}

function maximum(points: readonly UslPoint[]): number {
  return Math.max(...points.map(({ concurrency }) => concurrency));
}

function peakOf(law: Law, most: number) {
  if (!(law.beta > 0 && law.alpha < 1)) return undefined;
  const concurrency = Math.sqrt((1 - law.alpha) / law.beta);
  return concurrency > most ? undefined : { concurrency, perSecond: uslRate(law, concurrency) };
}

/** Least squares of N/X = a + b(N-1) + cN(N-1); undefined where the points do not settle it. */
function solved(points: readonly UslPoint[]): Law | undefined {
  const rows = points.map(({ concurrency: n, perSecond }) => ({
    x: [1, n - 1, n * (n - 1)],
    y: n / perSecond,
  }));
  const matrix = [0, 1, 2].map((i) => [
    ...[0, 1, 2].map((j) => sum(rows, ({ x }) => (x[i] ?? 0) * (x[j] ?? 0))),
    sum(rows, ({ x, y }) => (x[i] ?? 0) * y),
  ]);
  const [a, b, c] = eliminated(matrix) ?? [];
  if (a === undefined || b === undefined || c === undefined || a <= 0) return undefined;
  // Negative shares would say that waiting helps: they are noise around 0.
  return { lambda: 1 / a, alpha: Math.max(0, b / a), beta: Math.max(0, c / a) };
}

/** Gauss–Jordan with pivots on a 3 × 4 matrix; undefined where it is singular. */
function eliminated(given: readonly (readonly number[])[]): readonly number[] | undefined {
  const rows = given.map((row) => [...row]);
  for (let i = 0; i < 3; i += 1) {
    const rest = rows.slice(i).map((row) => Math.abs(row[i] ?? 0));
    const pivot = i + rest.indexOf(Math.max(...rest));
    const [upper, lower] = [rows[i], rows[pivot]];
    if (upper === undefined || lower === undefined) return undefined;
    rows[i] = lower;
    rows[pivot] = upper;
    const head = lower[i] ?? 0;
    if (Math.abs(head) < 1e-12) return undefined;
    const scaled = lower.map((value) => value / head);
    rows[i] = scaled;
    rows.forEach((row, at) => {
      const factor = row[i] ?? 0;
      if (at !== i) rows[at] = row.map((value, j) => value - factor * (scaled[j] ?? 0));
    });
  }
  return rows.map((row) => row[3] ?? 0);
}

function redraws(points: readonly UslPoint[], seed: number): readonly Law[] {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * limit);
  };
  const laws: Law[] = [];
  for (let i = 0; i < REDRAWS; i += 1) {
    const law = solved(points.map((point) => points[below(points.length)] ?? point));
    if (law !== undefined) laws.push(law);
  }
  return laws;
}

function estimate(value: number, values: readonly number[]): Estimate {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? value;
  return { value, low: Math.min(value, at(0.025)), high: Math.max(value, at(0.975)) };
}

function sum<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}
