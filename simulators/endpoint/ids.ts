/** Ids made from a seed and a running number: the same run gives the same ids. */

/** A UUID-shaped task id; different numbers below 2^32 never give the same one. */
export function taskIdOf(seed: number, serial: number): string {
  const a = hex(mix(seed + serial));
  const b = hex(mix(seed + 0x51ed) ^ serial);
  const c = hex(mix(seed + 0xa3c1 + serial));
  const d = hex(mix(serial ^ 0x7f4a));
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

/** A token of 64 hexadecimal digits. */
export function tokenOf(seed: number, serial: number): string {
  const words = Array.from({ length: 8 }, (_, n) => hex(mix(mix(seed + n) ^ serial)));
  return words.join("");
}

/** A request id of 32 hexadecimal digits. */
export function requestIdOf(seed: number, serial: number): string {
  return prefixOf(seed) + hex(serial);
}

let lastSeed: number | undefined;
let lastPrefix = "";

/** 24 digits of the seed's own. Kept, because every request asks for them. */
function prefixOf(seed: number): string {
  if (seed !== lastSeed) {
    lastPrefix = hex(mix(seed)) + hex(mix(seed + 1)) + hex(mix(seed + 2));
    lastSeed = seed;
  }
  return lastPrefix;
}

/** One-to-one on 32 bits (the last step of MurmurHash3, public domain). */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
