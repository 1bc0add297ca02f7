/** Replies of random bytes, by a seed: noise, and real replies with a few bytes changed. */

import type { Behaviour } from "./behaviours.ts";

const SAMPLE =
  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
const LENGTH_MAX = 400;

/** A whole number below `max` for each call. */
function numbers(seed: number): (max: number) => number {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return (max) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * max);
  };
}

/** The bytes of one reply. */
function randomReply(seed: number): Buffer {
  const below = numbers(seed);
  below(2);
  if (below(3) === 0) {
    return Buffer.from(Array.from({ length: below(LENGTH_MAX) }, () => below(256)));
  }
  const bytes = Buffer.from(SAMPLE);
  for (let left = 1 + below(6); left > 0; left -= 1) bytes[below(bytes.length)] = below(256);
  return bytes.subarray(0, below(4) === 0 ? below(bytes.length) : bytes.length);
}

/** A target that answers each request with the next random reply; `sent` says how many it was. */
export function randomReplies(): { readonly behaviour: Behaviour; readonly sent: () => number } {
  let seed = 0;
  const behaviour: Behaviour = {
    id: "random",
    seen: ["complete", "timeout", "broken"],
    answer: (socket) => {
      seed += 1;
      socket.end(randomReply(seed));
    },
  };
  return { behaviour, sent: () => seed };
}
