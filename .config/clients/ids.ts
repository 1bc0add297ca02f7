/** Task ids and how the published clients send them. Observed with the published packages. */

import type { PublishedId } from "./toolchains.ts";

/** All three sign these as they send them, each in its own spelling; the signature holds. */
export const PLAIN_IDS = [
  "7a9a9540-ff28-4869-b9e4-855fbe12aaaa",
  "a b",
  "täsk",
  "a+b",
  "a!'()*b",
  "~x",
];

/** The target on the wire, and the status that a task of that id gets from the reference. */
type Sent = readonly [target: string, status: number];

export interface OddId extends Readonly<Record<PublishedId, Sent>> {
  readonly taskId: string;
}

const path = (segment: string) => `/v3/tasks/${segment}/progress`;

/**
 * Ids that are not safe: Java pastes them into the URL and signs what it pasted encoded once more,
 * Python signs what is decoded, and both have dot segments resolved after signing. 401: the signature
 * is of another path.
 */
export const ODD_IDS: readonly OddId[] = [
  {
    taskId: "a%2Fb",
    java: [path("a%2Fb"), 401],
    python: [path("a%252Fb"), 200],
    go: [path("a%252Fb"), 200],
  },
  {
    taskId: "a/b",
    java: [path("a/b"), 404],
    python: [path("a%2Fb"), 401],
    go: [path("a/b"), 404],
  },
  {
    taskId: "..",
    java: ["/v3/progress", 404],
    python: ["/v3/progress", 404],
    go: [path(".."), 200],
  },
  { taskId: "%", java: [path("%"), 400], python: [path("%25"), 200], go: [path("%25"), 200] },
  {
    taskId: "a?b",
    java: [path("a?b"), 405],
    python: [path("a%3Fb"), 200],
    go: [path("a%3Fb"), 200],
  },
  {
    taskId: "a#b",
    java: ["/v3/tasks/a", 405],
    python: [path("a%23b"), 200],
    go: [path("a%23b"), 200],
  },
];
