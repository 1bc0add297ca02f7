/**
 * Faults: timeline → timeline, whatever the endpoint answers. Each keeps the order of times; each
 * takes memory for the few reports it holds back and no more. They may stand on each other in any
 * order.
 */
export { arrivals, withFault } from "./arrivals.ts";
export { Chance } from "./bent.ts";
export { playedLines } from "./played.ts";
