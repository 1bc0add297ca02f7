/**
 * Chance for the core: 32-bit generators whose whole state is one number, so that an agent costs a
 * few numbers and Node and k6 draw the same. Not for secrets.
 */

// A local name: k6's engine looks a global's member up anew at every call.
const imul = Math.imul;

/** Step of the state: odd, so that all 2^32 states are visited. The same step as mulberry32. */
const STEP = 0x6d2b79f5;

/**
 * The state in which a stream of draws starts. `stream` keeps an agent's streams apart: what is
 * drawn for the pace never shifts what is drawn for the curve. Both are 32-bit integers.
 */
export function startState(seed: number, stream: number): number {
  return scramble(scramble(seed | 0) ^ imul(stream, 0x9e3779b1));
}

/** The state after one draw. 32-bit, signed. */
export function nextState(state: number): number {
  return (state + STEP) | 0;
}

/** The 32 bits, signed, that a state stands for. */
export function scramble(state: number): number {
  let bits = imul(state ^ (state >>> 15), state | 1);
  bits ^= bits + imul(bits ^ (bits >>> 7), bits | 61);
  return bits ^ (bits >>> 14);
}

/** 32 bits as a number from 0 up to, not including, 1. */
export function asShare(bits: number): number {
  return (bits >>> 0) / 4294967296;
}

/**
 * 32 bits as a roughly normal number: mean 0, standard deviation 1, never beyond ±3.46. It is the
 * sum of the four bytes, which needs no logarithm.
 */
export function asNormal(bits: number): number {
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  return (sum - 510) / 147.799;
}
