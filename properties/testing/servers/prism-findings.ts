/**
 * What is truly wrong with a Prism mock of our exported document, at Prism's defaults, argued one by
 * one: anything the suite finds beyond this is a false alarm, anything here that it does not find is
 * a miss. A mock keeps nothing, so it is looked at by its answers alone.
 */

/** By reason: the requirements that it breaks, and the one that cannot be judged. */
export const PRISM_FINDINGS: Readonly<Record<string, readonly string[]>> = {
  "a mock knows the form of an id and no tasks": ["route/unknown-task", "route/like-ids-unknown"],
  "its reader of documents cuts int64 down to the safe integers of JavaScript, 2^53-1": [
    "replicatesize/in-range",
    "totalsize/in-range",
    "body/any-valid",
    "clients/accepted",
  ],
  "its parser throws at a Content-Type that is no media type, and the answer is 500": [
    "header/media-type",
  ],
  "a % in the path that encodes nothing ends its process; kept alive, it never answers, and that is inconclusive":
    ["reply/no-server-error"],
};
