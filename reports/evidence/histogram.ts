/**
 * A log-linear histogram of whole microseconds: exact counts, 128 buckets an octave, so a bucket's
 * bounds differ by less than 0.8 %. Counts add, so histograms of workers, processes and machines
 * merge exactly. Runs unchanged in Node and in k6.
 */

const SUB = 128;
/** Values from 2^37 µs (38 hours) up share the last bucket. */
const OCTAVES = 31;
const MAX_VALUE = 137438953471;

/** Number of buckets. */
export const BUCKETS = SUB * (OCTAVES + 1);

// Local names: k6's engine looks a global's member up anew at every call.
const { clz32, floor } = Math;
/** From here up a value is no 32-bit integer. */
const LARGE = 2147483648;

/** Bucket of a value in microseconds; negative and NaN count as 0. */
export function bucketOf(us: number): number {
  if (us < LARGE) {
    const value = us | 0;
    // Below 128 each value has its own bucket; above, octave and the 7 bits after the leading one.
    if (value < SUB) return value > 0 ? value : 0;
    const octave = 24 - clz32(value);
    return octave * SUB + (value >>> octave);
  }
  if (!(us >= LARGE)) return 0;
  let octave = 0;
  let shifted = us > MAX_VALUE ? MAX_VALUE : floor(us);
  while (shifted >= 2 * SUB) {
    shifted = floor(shifted / 2);
    octave += 1;
  }
  return octave * SUB + shifted;
}

/** The bucket of each whole number of microseconds below `us`: a table for who counts in a loop. */
export function bucketsBelow(us: number): readonly number[] {
  return Array.from({ length: us }, (_, value) => bucketOf(value));
}

/** The least value that falls into a bucket, in microseconds. */
export function bucketFloor(bucket: number): number {
  if (bucket < SUB) return bucket;
  const octave = Math.floor(bucket / SUB) - 1;
  let value = SUB + (bucket % SUB);
  for (let i = 0; i < octave; i += 1) value *= 2;
  return value;
}

/** The first value beyond a bucket, in microseconds. */
export function bucketCeiling(bucket: number): number {
  return bucketFloor(bucket + 1);
}

/** Counts by bucket. */
export class Histogram {
  private readonly counts = new Float64Array(BUCKETS);
  private sum = 0;
  /** No bucket outside of these is occupied. */
  private least = BUCKETS;
  private most = -1;

  /** Number of values counted. */
  get total(): number {
    return this.sum;
  }

  /** Counts one value in microseconds. */
  record(us: number): void {
    this.put(bucketOf(us), 1);
  }

  /** Counts values by their bucket. */
  put(bucket: number, count: number): void {
    if (bucket < this.least) this.least = bucket;
    if (bucket > this.most) this.most = bucket;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + count;
    this.sum += count;
  }

  /** Adds what `sparse()` of another histogram gave. */
  add(sparse: readonly number[]): void {
    // All in locals: a merge spends much of its time here.
    const { counts } = this;
    let { sum, least, most } = this;
    for (let i = 0; i + 1 < sparse.length; i += 2) {
      const bucket = sparse[i] ?? 0;
      const count = sparse[i + 1] ?? 0;
      if (bucket < least) least = bucket;
      if (bucket > most) most = bucket;
      counts[bucket] = (counts[bucket] ?? 0) + count;
      sum += count;
    }
    this.sum = sum;
    this.least = least;
    this.most = most;
  }

  /** The occupied buckets: [bucket, count, bucket, count …], ascending. */
  sparse(): number[] {
    const out: number[] = [];
    const { counts, most } = this;
    for (let i = this.least; i <= most; i += 1) {
      const count = counts[i] ?? 0;
      if (count > 0) out.push(i, count);
    }
    return out;
  }

  /** Forgets everything; the memory stays. */
  clear(): void {
    if (this.most >= 0) this.counts.fill(0, this.least, this.most + 1);
    this.sum = 0;
    this.least = BUCKETS;
    this.most = -1;
  }

  /**
   * The value in microseconds at or below which a share of the values lie, by the bucket's upper
   * end; undefined of an empty histogram. @range 0..1
   */
  quantile(share: number): number | undefined {
    return this.at(Math.ceil(share * this.sum));
  }

  /** The value of that rank, by its bucket's upper end; 1 is the least. Undefined beyond the last. */
  at(rank: number): number | undefined {
    const wanted = Math.max(1, rank);
    let seen = 0;
    for (let i = 0; i < BUCKETS; i += 1) {
      seen += this.counts[i] ?? 0;
      if (seen >= wanted) return bucketCeiling(i) - 1;
    }
    return undefined;
  }

  /** Share of the values whose buckets begin at or below a value in microseconds. @range 0..1 */
  shareUpTo(us: number): number {
    const last = bucketOf(us);
    let seen = 0;
    for (let i = this.least; i <= last && i <= this.most; i += 1) seen += this.counts[i] ?? 0;
    return this.sum === 0 ? 0 : seen / this.sum;
  }

  /** Mean in microseconds, each value taken for the middle of its bucket: within 0.4 %. */
  mean(): number | undefined {
    if (this.sum === 0) return undefined;
    let weighed = 0;
    for (let i = 0; i < BUCKETS; i += 1) {
      const count = this.counts[i] ?? 0;
      if (count > 0) weighed += (count * (bucketFloor(i) + bucketCeiling(i) - 1)) / 2;
    }
    return weighed / this.sum;
  }
}
