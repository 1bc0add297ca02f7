/**
 * k6's own closed loop with a constant body: the yardstick of the benchmark. It sends as fast as
 * answers come and knows no timetable, no histogram of ours and no ledger.
 */

/// <reference types="k6" />
import http from "k6/http";

export const options = {
  scenarios: {
    loop: {
      executor: "shared-iterations",
      vus: Number(__ENV["HEADWAY_VUS"]),
      iterations: Number(__ENV["HEADWAY_REPORTS"]),
      maxDuration: "60s",
    },
  },
  discardResponseBodies: true,
  systemTags: ["status"],
};

const url = `${__ENV["HEADWAY_URL"]}/v3/tasks/task-1/progress`;
const params = {
  headers: {
    "Content-Type": "application/json",
    "X-Auth-Token": __ENV["HEADWAY_TOKEN"] ?? "",
  },
  tags: { name: "PUT" },
};
const body = __ENV["HEADWAY_BODY"] ?? "";

/** One report. */
export default function loop(): void {
  http.put(url, body, params);
}
