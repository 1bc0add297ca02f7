/**
 * wfc.json: the findings as a Web Fuzzing Commons report, version 0.8.0 of its schema. A test case
 * is a requirement that was tested, its file the counterexample where there is one. Faults have the
 * one code of ours from the range that is free for tools; their context names the requirement and
 * the cause. Statuses are known of findings only.
 */

import type { RunRecord } from "../evidence/run-record.ts";
import type { Exchange } from "../evidence/schema.ts";
import type { JudgedRequirement, JudgedRun } from "../verdict/judged-run.ts";
import { jsonText } from "./json.ts";
import { visible } from "./text.ts";

const SCHEMA_VERSION = "0.8.0";
const OPERATION = "PUT:/v3/tasks/{task_id}/progress";
/** 900 to 999 are free for tools. */
const VIOLATED = { id: "HEADWAY_REQUIREMENT_VIOLATED", code: 900 } as const;
/** What stands for a test case without a counterexample. */
const NO_FILE = "report.json";
const EPOCH = "1970-01-01T00:00:00.000Z";

/** The run as a Web Fuzzing Commons report. */
export function wfc(judged: JudgedRun, _record: RunRecord): string {
  const { run, requirements, durationMs = 0 } = judged;
  const tested = requirements.filter(({ result }) => (result?.trials ?? 0) > 0);
  const found = tested.filter(({ finding }) => finding !== undefined);
  const exchanges = found.flatMap(({ finding }) => finding?.exchanges ?? []);
  const foundFaults = found.map(faultOf);
  return jsonText({
    schemaVersion: SCHEMA_VERSION,
    toolName: "headway",
    toolVersion: visible(run?.tool ?? "unknown"),
    creationTime: endOf(run?.startedAt, durationMs),
    executionTimeInSeconds: Math.max(0, Math.round(durationMs / 1000)),
    faults: {
      totalNumber: foundFaults.reduce((sum, fault) => sum + fault.faultCategories.length, 0),
      foundFaults,
    },
    problemDetails: {
      rest: {
        outputHttpCalls: exchanges.length,
        evaluatedHttpCalls: requirements.reduce((sum, r) => sum + (r.result?.requests ?? 0), 0),
        endpointIds: [OPERATION],
        coveredHttpStatus: found.map((requirement) => ({
          endpointId: OPERATION,
          testCaseId: visible(requirement.entry.id),
          httpStatus: statusesOf(requirement.finding?.exchanges ?? []),
        })),
      },
    },
    totalTests: tested.length,
    testFilePaths: [...new Set(tested.map(fileOf))],
    testCases: tested.map((requirement) => ({
      id: visible(requirement.entry.id),
      name: visible(requirement.entry.statement),
      filePath: fileOf(requirement),
    })),
    warnings: [
      ...judged.problems,
      ...judged.unwritten,
      ...judged.harnessErrors.map(({ message }) => message),
    ].map((message) => ({ message: visible(message), category: "harness" })),
  });
}

function faultOf({ entry, fingerprints }: JudgedRequirement) {
  const causes = fingerprints.length === 0 ? ["unclassified"] : fingerprints;
  return {
    operationId: OPERATION,
    testCaseId: visible(entry.id),
    faultCategories: causes.map((cause) => ({
      ...VIOLATED,
      context: visible(`${entry.id} ${cause}`),
    })),
  };
}

function fileOf({ finding }: JudgedRequirement): string {
  return visible(finding?.files[0] ?? NO_FILE);
}

/** Statuses of the reports; what was not answered has none. */
function statusesOf(exchanges: readonly Exchange[]): readonly number[] {
  const statuses = exchanges
    .filter(({ method }) => method === "PUT")
    .flatMap(({ reply }) => /^status (\d{3})\b/.exec(reply)?.[1] ?? [])
    .map(Number);
  return [...new Set(statuses)].filter((status) => status < 600);
}

function endOf(startedAt: string | undefined, durationMs: number): string {
  const end = new Date(Date.parse(startedAt ?? EPOCH) + Math.round(durationMs));
  return Number.isNaN(end.getTime()) ? EPOCH : end.toISOString();
}
