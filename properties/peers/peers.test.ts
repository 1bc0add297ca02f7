/** The comparison's own readers and its plan, on recorded samples; nothing is run here. */

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { at, readJson } from "../../simulators/report/index.ts";
import { CLAUSES, isNamed } from "./clauses.ts";
import { rivalDocument } from "./document.ts";
import { firstFailureSeconds } from "./events.ts";
import { outcomeIn, readPeers, rivalFindings, writePeers } from "./outcome.ts";
import { pathOf, type Run, runMissing, stages } from "./plan.ts";
import { bodyBytesOf, printedFindings } from "./printed.ts";

/** Of Schemathesis 4.32.5 on `v_progress_max`, seed 1, and on `s_partial` with the hook. */
const STDOUT = `
 ❌  Coverage (in 3.33s)

=================================== FAILURES ===================================
___________________________ GET /v3/tasks/{task_id} ____________________________
1. Test Case ID: z0PTcq

- ST108 Response violates schema

    101 is greater than the maximum of 100

[200] OK:

    \`{"task_id": "task-1", "report": {"progress": 101}}\`

Reproduce with:

    curl -X GET -H 'X-Auth-Token: [Filtered]' http://127.0.0.1:9472/v3/tasks/task-1

_______________________ PUT /v3/tasks/{task_id}/progress _______________________
1. Test Case ID: 7LmEVx

- ST201 Schema-violating request accepted

    Invalid component: in body - progress: Value greater than maximum

[200] OK:

    <EMPTY>

Reproduce with:

    curl -X PUT -H 'X-Auth-Token: [Filtered]' -d '{"progress": 101, "process_trace": "it'"'"'s"}' http://127.0.0.1:9472/v3/tasks/task-1/progress

=================================== SUMMARY ====================================

Failures:
  ❌ ST201 Schema-violating request accepted: 1
`;

const CLEAN = "========================== No issues found in 37.71s ===========================\n";

const EVENTS = [
  { EngineStarted: { id: "a", timestamp: 100 } },
  { ScenarioFinished: { status: "skip", recorder: { label: "Stateful tests" } } },
  {
    ScenarioFinished: {
      recorder: {
        checks: { x: [{ status: "success" }], y: [{ status: "success" }, { status: "failure" }] },
        interactions: { x: { timestamp: 101 }, y: { timestamp: 102.5 } },
      },
    },
  },
]
  .map((event) => JSON.stringify(event))
  .join("\n");

describe("what Schemathesis prints", () => {
  it("is split into findings: words, status, command", () => {
    const [first, second, ...rest] = printedFindings(STDOUT);
    expect(rest).toEqual([]);
    expect(first?.words).toContain("101 is greater than the maximum of 100");
    expect(first?.words).not.toContain("task-1");
    expect(first?.status).toBe(200);
    expect(first?.command).toMatch(/^curl -X GET .*task-1$/);
    expect(second?.command).toMatch(/^curl -X PUT .*progress$/);
  });

  it("is no finding where it found none", () => {
    expect(printedFindings(CLEAN)).toEqual([]);
  });

  it("has bodies whose bytes are counted without the shell's quoting", () => {
    const bytes = Buffer.byteLength(`{"progress": 101, "process_trace": "it's"}`);
    expect(rivalFindings(STDOUT)).toMatchObject({ bodyBytes: bytes });
    expect(bodyBytesOf("curl -X GET http://127.0.0.1/")).toBeUndefined();
    expect(bodyBytesOf("curl -X PUT -d null http://127.0.0.1/")).toBe(4);
  });

  it("names the clause only in its own words, not in the answer or the command", () => {
    const { says } = rivalFindings(STDOUT);
    expect(isNamed("v_progress_max", says)).toBe(true);
    expect(isNamed("v_trace_2049", says)).toBe(false);
  });
});

describe("what Schemathesis writes down", () => {
  it("tells the first failure's time, scenarios without requests aside", () => {
    expect(firstFailureSeconds(EVENTS)).toBe(2.5);
    expect(firstFailureSeconds(EVENTS.replaceAll("failure", "success"))).toBeUndefined();
  });

  it("is refused where it is something else", () => {
    expect(() => firstFailureSeconds('{"EngineStarted":{}}')).toThrow(/timestamp/);
  });
});

describe("a run that was kept", () => {
  const run: Run = {
    tool: "schemathesis",
    level: "defaults",
    set: "published",
    flaw: "v_progress_max",
    seed: 1,
  };
  const measured = { status: 1, seconds: 8, requests: 996, at: "", revision: "abc" };

  it("comes to an outcome that is written and read the same", () => {
    const folder = mkdtempSync(join(tmpdir(), "headway-peers-"));
    writeFileSync(join(folder, "stdout.txt"), STDOUT);
    const again = { asPrinted: false, withToken: true };
    writeFileSync(join(folder, "measured.json"), JSON.stringify({ ...measured, again }));
    const outcome = outcomeIn(run, folder);
    expect(outcome).toMatchObject({ killed: true, requests: 996, withToken: true });
    const about = {
      schemathesis: "1",
      catalogue: "2",
      python: "3",
      node: "20",
      machine: "m",
      drawn: 1,
      runs: 2,
    };
    const peers = { ...about, outcomes: [outcome] };
    expect(readPeers(writePeers(peers))).toEqual(peers);
  });

  it("of ours is read from its report", () => {
    const folder = mkdtempSync(join(tmpdir(), "headway-peers-"));
    mkdirSync(join(folder, "run"));
    writeFileSync(join(folder, "measured.json"), JSON.stringify(measured));
    const finding = {
      firstSeen: { afterMs: 250, requests: 9 },
      exchanges: [{ role: "judged", method: "PUT", body: { text: '{"progress":101}' } }],
    };
    const red = { id: "progress/out-of-range", statement: "S.", verdict: "FAIL", finding };
    const green = { id: "a/b", statement: "T.", verdict: "PASS", finding: null };
    const report = JSON.stringify({ requirements: [green, red] });
    writeFileSync(join(folder, "run", "report.json"), report);
    expect(outcomeIn({ ...run, tool: "headway", level: "check" }, folder)).toMatchObject({
      says: ["progress/out-of-range: S."],
      bodyBytes: 16,
      firstSeconds: 0.25,
    });
  });
});

describe("the plan", () => {
  const flaws = { published: ["a", "b"], drawn: ["c/d"] };

  it("has each run once, and puts the tuned level to the reference and the survivors only", async () => {
    const done = await performed(flaws, ({ flaw, level }) => flaw === "a" || level === "tuned");
    expect(new Set(done.map(pathOf)).size).toBe(done.length);
    expect(done.filter((r) => r.level === "tuned").map((r) => r.flaw)).toEqual(["none", "b"]);
    // Each tool: 3 flaws, the reference among them, at 3 seeds; 2 tuned; 2 drawn for each tool.
    expect(done).toHaveLength(9 + 9 + 2 + 4);
  });

  it("goes on where it was left", async () => {
    const all = await performed(flaws, () => false);
    const rest = await performed(flaws, () => false, all.slice(0, 10));
    expect(rest.map(pathOf)).toEqual(all.slice(10).map(pathOf));
  });

  async function performed(
    given: Parameters<typeof stages>[0],
    kills: (run: Run) => boolean,
    before: readonly Run[] = [],
  ): Promise<readonly Run[]> {
    const kept = new Map(before.map((run) => [pathOf(run), { killed: kills(run) }]));
    const done: Run[] = [];
    await runMissing(stages(given), {
      outcomeOf: (run) => kept.get(pathOf(run)),
      perform: async (run) => {
        kept.set(pathOf(run), { killed: kills(run) });
        done.push(run);
      },
      log: () => {},
    });
    return done;
  }
});

describe("the published set", () => {
  const read = (name: string) =>
    readFileSync(new URL(`published/${name}`, import.meta.url), "utf8");

  it("is the one whose clauses are listed, and each of its flaws is in the server's source", () => {
    const listed = read("mutants.txt").split("\n").filter(Boolean);
    expect(listed).toHaveLength(47);
    expect(Object.keys(CLAUSES)).toEqual(listed);
    expect(listed.filter((flaw) => !read("server.py").includes(`'${flaw}'`))).toEqual([]);
  });
});

describe("our document, in favour of the rival", () => {
  const reading = readJson(rivalDocument());
  const document = reading.kind === "json" ? reading.value : undefined;
  const textAt = (pointer: string) => {
    const found = document && at(document, pointer);
    return found?.kind === "string"
      ? found.value
      : found?.kind === "number"
        ? found.text
        : found?.kind;
  };

  it("shows a task, and keeps what ours says to the digit", () => {
    const field = "/components/schemas/ProgressReport/properties/replicatesize";
    expect(textAt(`${field}/maximum`)).toBe("9223372036854775807");
    expect(textAt(`${field}/type`)).toBe("integer");
    expect(textAt("/components/schemas/ProgressReport/properties/agent_time/type/1")).toBe("null");
    expect(textAt("/paths/~1v3~1tasks~1{task_id}/get/operationId")).toBe("ShowTask");
    expect(textAt("/paths/~1v3~1tasks~1{task_id}~1progress/put/operationId")).toBe(
      "UpdateTaskSpeed",
    );
    expect(textAt("/paths/~1v3~1tasks~1{task_id}~1progress/put/responses/400")).toBe("object");
  });
});
