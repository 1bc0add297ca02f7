/**
 * Recorded traffic → reports by task: a HAR file, or NDJSON with one request a line. Only requests
 * of the operation count; what they carried is read as a report would be.
 */

import * as v from "valibot";
import { METHOD, type Profile, profileOf } from "../contract/index.ts";
import { type Report, readReport } from "../report/index.ts";
import { FleetInputError } from "./input-error.ts";

/** One recorded report. */
export interface Recorded {
  readonly task: string;
  /** When it was sent, ms since any moment that is the same for all. */
  readonly atMs: number;
  readonly report: Report;
  /** Names of the members that it carried. */
  readonly members: readonly string[];
  readonly userAgent: string | undefined;
}

export interface Recording {
  /** In the order of their times. */
  readonly reports: readonly Recorded[];
  /** Requests that are not of the operation, or whose body is no report. */
  readonly skipped: number;
}

/** The operator's recording is not what it should be: status 2, the message on stderr. */
export class RecordingError extends FleetInputError {
  override readonly name = "RecordingError";
}

/** Agents of every age and every name count: nothing is judged here. */
const ANY: Profile = {
  ...profileOf("2026-01+consistency"),
  mandatory: ["subtask_name", "progress"],
};

const PROGRESS = /\/tasks\/([^/?#]+)\/progress(?:[?#].*)?$/;

const HEADER = v.object({ name: v.string(), value: v.string() });

const HAR = v.object({
  log: v.object({
    // The members read here are the same in all of 1.x; the format's page says 1.1 where none is told.
    version: v.optional(v.pipe(v.string(), v.regex(/^(1\.\d+)?$/, "want HAR 1.1 or 1.2")), "1.1"),
    entries: v.array(
      v.object({
        startedDateTime: v.string(),
        request: v.object({
          method: v.string(),
          url: v.string(),
          headers: v.optional(v.array(HEADER), []),
          postData: v.optional(v.object({ text: v.optional(v.string(), "") })),
        }),
      }),
    ),
  }),
});

/** `task` and `atMs` or `time` (ISO 8601), and the body as an object or as text. */
const LINE = v.pipe(
  v.looseObject({
    task: v.optional(v.union([v.string(), v.number()])),
    agent: v.optional(v.union([v.string(), v.number()])),
    atMs: v.optional(v.pipe(v.number(), v.finite())),
    time: v.optional(v.string()),
    body: v.union([v.string(), v.looseObject({})]),
    userAgent: v.optional(v.string()),
  }),
  v.check(({ task, agent }) => task !== undefined || agent !== undefined, "a member task or agent"),
  v.check(({ atMs, time }) => atMs !== undefined || time !== undefined, "a member atMs or time"),
);

/** Reads a recording. Throws RecordingError with the place and the reason. */
export function readRecording(text: string, place: string): Recording {
  const trimmed = text.trimStart();
  if (trimmed === "") throw new RecordingError(`${place}: got an empty file, want HAR or NDJSON`);
  const isHar = /^\{\s*"log"\s*:/.test(trimmed);
  const requests = isHar ? harRequests(trimmed, place) : ndjsonRequests(trimmed, place);
  const reports: Recorded[] = [];
  for (const { task, atMs, body, userAgent } of requests) {
    const reading = task === undefined ? undefined : readReport(body, ANY);
    if (task === undefined || reading?.kind !== "report") continue;
    const members = Object.keys(reading.report);
    reports.push({ task, atMs, report: reading.report, members, userAgent });
  }
  if (reports.length === 0) {
    throw new RecordingError(
      `${place}: got ${requests.length} requests and none of them a report; want requests ${METHOD} …/tasks/{task_id}/progress with a valid body`,
    );
  }
  reports.sort((left, right) => left.atMs - right.atMs);
  return { reports, skipped: requests.length - reports.length };
}

interface Request {
  /** Undefined: not a request of the operation. */
  readonly task: string | undefined;
  readonly atMs: number;
  readonly body: string;
  readonly userAgent: string | undefined;
}

function harRequests(text: string, place: string): readonly Request[] {
  const result = v.safeParse(HAR, parsed(text, place));
  if (!result.success) {
    const [issue] = result.issues;
    const got = issue.received === "undefined" ? "nothing" : issue.received;
    throw new RecordingError(
      `${place}: ${v.getDotPath(issue) ?? "log"}: got ${got}; ${issue.message}`,
    );
  }
  return result.output.log.entries.map(({ startedDateTime, request }, index): Request => {
    const { method, url, headers, postData } = request;
    const id = method === METHOD ? PROGRESS.exec(url)?.[1] : undefined;
    return {
      task: id,
      atMs: timeOf(startedDateTime, `${place}: log.entries.${index}.startedDateTime`),
      body: postData?.text ?? "",
      userAgent: headers.find(({ name }) => name.toLowerCase() === "user-agent")?.value,
    };
  });
}

function ndjsonRequests(text: string, place: string): readonly Request[] {
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, index): readonly Request[] => {
    if (line.trim() === "") return [];
    const where = `${place}:${index + 1}`;
    const result = v.safeParse(LINE, parsed(line, where));
    if (!result.success) {
      const [issue] = result.issues;
      throw new RecordingError(`${where}: ${v.getDotPath(issue) ?? "line"}: want ${issue.message}`);
    }
    const { task, agent, atMs, time, body, userAgent } = result.output;
    return [
      {
        task: String(task ?? agent),
        atMs: atMs ?? timeOf(time ?? "", `${where}: time`),
        body: typeof body === "string" ? body : bodyText(line),
        userAgent,
      },
    ];
  });
}

/** The body as it stands in the line, so that no 64-bit integer is rounded. */
function bodyText(line: string): string {
  const start = line.indexOf("{", line.indexOf('"body"'));
  let depth = 0;
  let quoted = false;
  for (let i = start; i < line.length; i += 1) {
    const character = line[i];
    if (quoted) {
      if (character === "\\") i += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth === 0) return line.slice(start, i + 1);
    }
  }
  return "";
}

function timeOf(text: string, place: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) {
    throw new RecordingError(`${place}: got ${JSON.stringify(text)}, want an ISO 8601 time`);
  }
  return ms;
}

function parsed(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RecordingError(`${place}: got no JSON (${String(error)})`);
  }
}
