/** A small catalogue, and results for its requirements, with text such as a target may send. */

import type { CatalogueEntry, Exchange, Finding, RequirementEvent } from "../evidence/schema.ts";

/** An entry of a catalogue: an adopted MUST unless it says otherwise. */
export const entry = (
  id: string,
  table: string,
  statement: string,
  more: Partial<CatalogueEntry> = {},
): CatalogueEntry => ({
  id,
  statement,
  basis: "adopted",
  level: "MUST",
  table,
  source: "Table 3, progress: minimum 0, maximum 100",
  needs: [],
  twins: [],
  ...more,
});

const BODY = "Table 3: body";
const STATE = "Meaning: the report a task keeps";

/** Eleven requirements, one of each kind that a page shows differently. */
export const CATALOGUE: CatalogueEntry[] = [
  entry("progress/in-range", BODY, "A report whose progress is 0 to 100 is answered 2xx.", {
    basis: "stated",
  }),
  entry("progress/above-range", BODY, "A report whose progress is above 100 is answered 400.", {
    ruling: "D-01",
    twins: ["progress-max"],
  }),
  entry("progress/below-range", BODY, "A report whose progress is below 0 is answered 400.", {
    ruling: "D-01",
  }),
  entry("trace/code-points", BODY, "A trace of 2048 code points is accepted.", { ruling: "D-05" }),
  entry("name/enumerated", BODY, "Each of the 19 subtask names is accepted.", { basis: "stated" }),
  entry("auth/without-token", "Table 2: header", "A report without a token is answered 401.", {
    ruling: "D-02",
    needs: ["credential"],
  }),
  entry("path/unknown-task", "URI and table 1: path", "An unknown task is answered 404.", {
    ruling: "D-02",
  }),
  entry("error/body-is-json", "Status codes and errors", "The body of an error is JSON.", {
    ruling: "D-09",
  }),
  entry(
    "state/refused-report-changes-nothing",
    STATE,
    "A refused report changes and creates nothing.",
    { ruling: "D-03", needs: ["observation"] },
  ),
  entry("overlap/last-completed-wins", STATE, "Of reports that overlap, the last one wins.", {
    ruling: "D-04",
    needs: ["observation"],
  }),
  entry("state/speed-is-kept", STATE, "The migration speed is shown as it was reported.", {
    basis: "inferred",
    level: "SHOULD",
  }),
];

/** A requirement that held. */
export function held(id: string): RequirementEvent {
  return {
    kind: "requirement",
    id,
    outcome: "held",
    trials: 120,
    requests: 248,
    indefinite: 0,
    durationMs: 812.5,
    goals: [{ name: "distinct reports", want: 100, got: 120 }],
    nonStrict: [],
  };
}

/** A requirement that was violated, every time it was sent again. */
export function violated(id: string): RequirementEvent {
  return { ...held(id), outcome: "violated", finding: findingOf(id) };
}

/** Text of a target that would break a page which trusts it. */
export const HOSTILE = `<script>alert("x")</script><img src=http://evil.test/a.png>\u001b[31mred\u0007`;

/** A confirmed finding with two exchanges, the second one answered with hostile text. */
export function findingOf(id: string): Finding {
  const file = `counterexamples/${id.replace("/", "-")}`;
  return {
    expected: "status 400",
    actual: "status 200",
    cause: { wanted: "refused", field: "progress", got: "2xx" },
    counterexample: '{"subtask_name":"ATTACH_AGENT_IMAGE","progress":101}',
    exchanges: [
      exchange("setup", '{"subtask_name":"ATTACH_AGENT_IMAGE","progress":50}', "{}"),
      exchange("judged", '{"subtask_name":"ATTACH_AGENT_IMAGE","progress":101}', HOSTILE),
      {
        role: "observation",
        method: "GET",
        path: "/v3/tasks/task-1",
        headers: [["x-auth-token", "$HEADWAY_TOKEN"]],
        reply: "status 200",
        replyBody: '{"id":"task-1","progress":101}',
      },
    ],
    confirmation: { runs: 5, violated: 5 },
    like: { runs: 40, violated: 40 },
    replay: `npx tsx cli.ts replay reports/out/my-run/${file}.json`,
    files: [`${file}.json`, `${file}.sh`],
  };
}

/** A finding about requests that overlapped: a look went back while a report was under way. */
export function raceFindingOf(id: string): Finding {
  const at = (lane: number, fromMs: number, toMs: number, what: string, decides = true) => {
    return { ...exchange("setup", "{}", "{}"), timing: { lane, fromMs, toMs, what, decides } };
  };
  return {
    ...findingOf(id),
    expected: "no look goes back behind what an earlier one showed",
    actual: "non-monotonic: look: report 2, then look: report 1",
    exchanges: [
      at(0, 0, 1, "report 1"),
      at(2, 2, 4, "look: report 2"),
      at(2, 5, 7, "look: report 1"),
      at(1, 1, 9, "report 2"),
      at(0, 9.5, 10, "look: report 2", false),
    ],
  };
}

function exchange(role: string, text: string, replyBody: string): Exchange {
  return {
    role,
    method: "PUT",
    path: "/v3/tasks/task-1/progress",
    headers: [
      ["content-type", "application/json"],
      ["x-auth-token", "$HEADWAY_TOKEN"],
    ],
    body: { text },
    reply: "status 200",
    replyBody,
  };
}
