/** The rulings on statuses, status by status: what is best, what is legal, and all else violates. */

import { expect, it } from "vitest";
import type { Reply } from "../target/index.ts";
import { judgeStatus, statusClass } from "./judge-status.ts";

type Row = readonly [
  want: Parameters<typeof judgeStatus>[0],
  expected: string,
  best: readonly number[],
  tolerated: readonly number[],
];

const STATUSES = Array.from({ length: 500 }, (_, i) => 100 + i);
const from = (first: number, last: number) => STATUSES.filter((s) => s >= first && s <= last);

const ROWS: readonly Row[] = [
  ["accepted", "accepted (200)", from(200, 299), []],
  ["prompt", "accepted (200)", from(200, 299), []],
  ["success", "status 200", [200], []],
  ["refused", "refused (400)", [400], [422]],
  ["unreported", "refused (4xx)", from(400, 499), [301, 302, 303, 307, 308]],
  ["unauthorised", "refused for its credential (401)", [401], [403]],
  ["unauthorised-long", "refused for its credential (401)", [401], [400, 403, 413, 431, 494]],
  ["unknown-task", "refused, the task is unknown (404)", [404], [400, 403]],
  ["not-mine", "refused, the task is somebody else's (403 or 404)", [403, 404], [400]],
  ["answered", "any answer but a server error (no 5xx)", from(100, 499), []],
  ["alike", "refused (400)", [...from(200, 299), 400], [422]],
];

const answered = (status: number): Extract<Reply, { kind: "complete" }> => {
  return { kind: "complete", status, headers: [], body: "", startMs: 0, endMs: 1 };
};

it.each(ROWS)("wanted %s: %s", (want, expected, best, tolerated) => {
  for (const status of STATUSES) {
    const reply = answered(status);
    const what = `answers ${status} where ${expected} is best`;
    expect(judgeStatus(want, reply), `status ${status}`).toEqual(
      best.includes(status)
        ? { kind: "held", notes: [] }
        : tolerated.includes(status)
          ? { kind: "held", notes: [{ kind: "non-strict", what }] }
          : {
              kind: "violated",
              expected,
              actual: `status ${status}`,
              cause: { wanted: want, got: statusClass(reply) },
            },
    );
  }
});

it("names the class of a status", () => {
  expect([199, 200, 299, 404, 503].map((s) => statusClass(answered(s)))).toEqual([
    ...["1xx", "2xx", "2xx", "4xx", "5xx"],
  ]);
});
