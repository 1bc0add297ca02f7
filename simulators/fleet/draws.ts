/** Small arbitraries that the fleet's are made of. Each shrinks towards what it names first. */

import fc from "fast-check";

/** One of several, each as often as its weight says; what weighs nothing is never drawn. */
export function weighted<T>(
  ...parts: readonly (readonly [weight: number, arbitrary: fc.Arbitrary<T>])[]
): fc.Arbitrary<T> {
  const options = parts
    .filter(([weight]) => weight > 0)
    .map(([weight, arbitrary]) => ({ weight, arbitrary }));
  const [only] = options;
  if (options.length === 1 && only !== undefined) return only.arbitrary;
  return fc.oneof({ withCrossShrink: true }, ...options);
}

/** A value by its weight; the first one that weighs anything is the simplest. */
export function weightedValue<T>(
  list: readonly { readonly weight: number; readonly value: T }[],
): fc.Arbitrary<T> {
  const heavy = list.filter(({ weight }) => weight > 0);
  const ends: number[] = [];
  let sum = 0;
  for (const { weight } of heavy) {
    sum += weight;
    ends.push(sum);
  }
  const [first] = heavy;
  if (first === undefined) throw new RangeError("weightedValue: got no weight above 0");
  // One integer on the scale of the weights: shrinking it goes to the first value.
  return fc.integer({ min: 0, max: sum - 1 }).map((place) => {
    const index = ends.findIndex((end) => place < end);
    return (heavy[index] ?? first).value;
  });
}

const SHARES = 1000;

/** Something in that share of the draws, undefined in the others and when shrunk. */
export function sometimes<T>(
  share: number,
  arbitrary: fc.Arbitrary<T>,
): fc.Arbitrary<T | undefined> {
  const often = Math.round(share * SHARES);
  const nothing = fc.constant<T | undefined>(undefined);
  if (often === 0) return nothing;
  return weighted<T | undefined>([Math.max(1, SHARES - often), nothing], [often, arbitrary]);
}

/** Whole numbers of a range, as a part of 1 in hundredths or thousandths. */
export function parts(min: number, max: number, of: number): fc.Arbitrary<number> {
  return fc.integer({ min, max }).map((value) => value / of);
}
