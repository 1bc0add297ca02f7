/**
 * results.sarif: findings for code scanning, SARIF 2.1.0. A rule is a requirement, a result a
 * finding or a stale waiver; a waived finding is there and suppressed. The endpoint's source is
 * not known, so a result points at its counterexample, or at the file of waivers.
 */

import type { Log, ReportingDescriptor, Result } from "sarif";
import type { RunRecord } from "../evidence/run-record.ts";
import type { JudgedRequirement, JudgedRun } from "../verdict/judged-run.ts";
import { jsonText } from "./json.ts";
import { shortened, uriPath, visible } from "./text.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const MOST_TEXT = 4000;
/** Statuses of a run that came to its end and was judged. */
const JUDGED: readonly number[] = [0, 1, 5];

/** The run as a SARIF log. */
export function sarif(judged: JudgedRun, _record: RunRecord): string {
  const { run, requirements, status, reason, harnessErrors, durationMs } = judged;
  const log: Log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Headway",
            ...(run === undefined ? {} : { version: said(run.tool) }),
            rules: requirements.map(ruleOf),
          },
        },
        ...(run === undefined
          ? {}
          : { automationDetails: { id: `headway/${said(run.profile)}/` } }),
        invocations: [
          {
            executionSuccessful: JUDGED.includes(status),
            exitCode: status,
            exitCodeDescription: said(reason),
            ...(run === undefined ? {} : { commandLine: said(run.command) }),
            toolExecutionNotifications: harnessErrors.map(({ place, message }) => ({
              level: "error",
              message: { text: said(`${place}: ${message}`) },
            })),
            properties: { verdict: judged.verdict, durationMs: durationMs ?? null },
          },
        ],
        columnKind: "utf16CodeUnits",
        results: requirements.flatMap(resultsOf),
      },
    ],
  };
  return jsonText(log);
}

function ruleOf({ entry, gating }: JudgedRequirement): ReportingDescriptor {
  const { id, statement, basis, ruling, source, table, level } = entry;
  return {
    id: said(id),
    shortDescription: { text: said(statement) },
    fullDescription: { text: said(statement) },
    help: { text: said(`${statement}\n${[basis, ruling].filter(Boolean).join(" ")}: ${source}`) },
    defaultConfiguration: { level: gating ? "error" : "warning" },
    properties: { basis, level, table: said(table), gating },
  };
}

function resultsOf(requirement: JudgedRequirement, ruleIndex: number): Result[] {
  const { entry, verdict, gating, finding, fingerprints, waivers } = requirement;
  const common = { ruleId: said(entry.id), ruleIndex };
  const stale: Result[] =
    verdict !== "STALE-WAIVER"
      ? []
      : [
          {
            ...common,
            level: "error",
            message: { text: said(`STALE-WAIVER: ${requirement.reason ?? ""}`) },
            locations: [locationOf(requirement.waiversFile ?? "headway.waivers.json")],
            partialFingerprints: fingerprintsOf(`${said(entry.id)} stale-waiver`),
          },
        ];
  if (finding === undefined) return stale;
  const [own = "unclassified"] = fingerprints;
  const suppressions = verdict === "WAIVED" ? (waivers ?? []) : [];
  return [
    ...stale,
    {
      ...common,
      level: gating ? "error" : "warning",
      kind: "fail",
      message: { text: messageOf(requirement) },
      locations: [locationOf(finding.files[0] ?? "events.ndjson")],
      partialFingerprints: fingerprintsOf(`${said(entry.id)} ${own}`),
      ...(suppressions.length === 0
        ? {}
        : {
            suppressions: suppressions.map(({ reason, owner, until }) => ({
              kind: "external" as const,
              status: "accepted" as const,
              justification: said(`${reason} (${owner}, until ${until})`),
            })),
          }),
      properties: { verdict, fingerprints: [...fingerprints], replay: said(finding.replay) },
    },
  ];
}

function messageOf({ verdict, entry, finding }: JudgedRequirement): string {
  if (finding === undefined) return verdict;
  return [
    `${verdict}: ${said(entry.statement)}`,
    `Expected ${said(finding.expected)}, got ${said(finding.actual)}.`,
    `Counterexample: ${said(finding.counterexample)}`,
  ].join("\n");
}

/** GitHub goes by the second name alone, whatever stands behind it. */
function fingerprintsOf(cause: string) {
  return { "cause/v1": cause, primaryLocationLineHash: cause };
}

/** The file as a whole: importers want a line, and refuse a location without one. */
function locationOf(path: string) {
  const artifactLocation = { uri: relativeUri(path) };
  return { physicalLocation: { artifactLocation, region: { startLine: 1 } } };
}

/** A first part with a colon would be read as a scheme. */
function relativeUri(path: string): string {
  return `${/^[^/]*:/.test(path) ? "./" : ""}${uriPath(path)}`;
}

/** Foreign text, in which nothing is a link: SARIF reads [text](target) as one. */
function said(text: string): string {
  return shortened(visible(text, { lines: true }), MOST_TEXT).replace(/\[(?=[^\]]*\]\()/g, "\\[");
}
