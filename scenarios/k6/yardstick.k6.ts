/**
 * k6's own ways as its users write them: the yardsticks of the benchmark. They know no timetable per
 * agent, no histogram of ours and no ledger.
 *
 * HEADWAY_LOOP says how, as k6's options of one scenario; HEADWAY_BODIES is a file of JSON with the
 * bodies that are sent in turn.
 */

/// <reference types="k6" />
import { SharedArray } from "k6/data";
import exec from "k6/execution";
import http from "k6/http";

const bodies: readonly string[] = new SharedArray("bodies", () =>
  JSON.parse(open(__ENV["HEADWAY_BODIES"] ?? "")),
);

export const options = {
  scenarios: { loop: JSON.parse(__ENV["HEADWAY_LOOP"] ?? "{}") },
  discardResponseBodies: true,
  systemTags: ["name", "status", "error_code"],
};

const url = `${__ENV["HEADWAY_URL"]}/v3/tasks/task-`;
const params = {
  headers: {
    "Content-Type": "application/json",
    "X-Auth-Token": __ENV["HEADWAY_TOKEN"] ?? "",
  },
  tags: { name: "PUT" },
};
const count = bodies.length;
const constant = count === 1 ? (bodies[0] ?? "") : "";
const one = `${url}1/progress`;

/** The same report about the same task again and again. */
export function constantBody(): void {
  http.put(one, constant, params);
}

/** The next report, about the next task. */
export function nextBody(): void {
  const number = exec.scenario.iterationInTest;
  http.put(`${url}${number % 100000}/progress`, bodies[number % count] ?? "", params);
}
