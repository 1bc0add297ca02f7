/**
 * ctrf.json: the run in the Common Test Report Format, with the test cases of junit.xml. What gates
 * and stayed open is failed here, because the format knows no error; `rawStatus` has the verdict.
 */

import type { CTRFReport, Test } from "ctrf";
import type { RunRecord } from "../evidence/run-record.ts";
import type { JudgedRun } from "../verdict/judged-run.ts";
import { jsonText } from "./json.ts";
import { type Case, type Suite, suitesOf } from "./junit.ts";
import { visible } from "./text.ts";

/** Version of the format that is written. */
const SPEC_VERSION = "0.0.0";

/** The run as a CTRF document. */
export function ctrf(judged: JudgedRun, _record: RunRecord): string {
  const { run, durationMs } = judged;
  const suites = suitesOf(judged);
  const tests = suites.flatMap((suite) => suite.cases.map((test) => testOf(suite, test)));
  const of = (status: Test["status"]) => tests.filter((test) => test.status === status).length;
  const start = run === undefined ? 0 : Date.parse(run.startedAt);
  const report: CTRFReport = {
    reportFormat: "CTRF",
    specVersion: SPEC_VERSION,
    generatedBy: "headway",
    results: {
      tool: { name: "headway", ...(run === undefined ? {} : { version: visible(run.tool) }) },
      summary: {
        tests: tests.length,
        passed: of("passed"),
        failed: of("failed"),
        skipped: of("skipped"),
        pending: 0,
        other: 0,
        suites: suites.length,
        start: Number.isNaN(start) ? 0 : start,
        stop: (Number.isNaN(start) ? 0 : start) + Math.round(durationMs ?? 0),
      },
      tests,
      extra: { verdict: judged.verdict, status: judged.status, line: visible(judged.line) },
    },
  };
  return jsonText(report);
}

function testOf(suite: Suite, { name, seconds, outcome }: Case): Test {
  const test = {
    name: visible(name),
    suite: [visible(suite.name)],
    duration: Math.round(seconds * 1000),
  };
  if (outcome.kind === "passed") return { ...test, status: "passed" };
  const { kind, type, message, text } = outcome;
  return {
    ...test,
    status: kind === "skipped" ? "skipped" : "failed",
    rawStatus: type,
    message: visible(message),
    ...(text === undefined ? {} : { trace: visible(text, { lines: true }) }),
  };
}
