/** Chance of the worker: hashes of whole numbers, the same in Node and in k6. Not for secrets. */

// A local name: k6's engine looks a global's member up anew at every call.
const imul = Math.imul;

/** What a draw decides; renumbering changes every run. */
export const DRAW = { start: 1, phase: 2, readBack: 3, retry: 4 } as const;

/** 32 bits, unsigned, that depend on all three numbers; each counts modulo 2^32. */
export function draw(seed: number, first: number, second: number): number {
  // One round of mixing: in k6 this stands in the path of every report.
  let bits = imul(seed, 0xc2b2ae3d) + imul(first, 0x9e3779b1) + imul(second, 0x85ebca77);
  bits = imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = imul(bits ^ (bits >>> 15), 0x846ca68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** A whole number from 0 up to, not including, `below`, out of 32 drawn bits. @range 1..2^21 */
export function drawnBelow(bits: number, below: number): number {
  return Math.floor((bits / 4294967296) * below);
}
