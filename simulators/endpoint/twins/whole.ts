/** Twins that misread a report as a whole: its members together, its notation, its media type. */

import type { Json } from "../../report/index.ts";
import { readJson } from "../../report/index.ts";
import { refusedBody } from "../body.ts";
import { backendFailure, badRequest } from "../errors.ts";
import { headerValues } from "../http.ts";
import type { Policy } from "../policy.ts";
import { refusing, repairing } from "./bodies.ts";
import type { Twin } from "./twin.ts";

/** One misreading each. */
export const WHOLE_TWINS: readonly Twin[] = [
  {
    id: "optional-demanded",
    statement: "A report without remain_time is refused.",
    family: "fields",
    caughtBy: ["body/minimal"],
    policy: (correct) =>
      refusing(correct, (report) =>
        report.has("remain_time") ? undefined : "remain_time: absent",
      ),
  },
  {
    id: "sizes-related",
    statement: "A report that has copied more than there is, is refused.",
    family: "fields",
    caughtBy: ["body/any-valid"],
    policy: (correct) =>
      refusing(correct, (report) => {
        const copied = numberIn(report.get("replicatesize"));
        return copied > numberIn(report.get("totalsize"))
          ? "replicatesize: above totalsize"
          : undefined;
      }),
  },
  {
    id: "mandatory-null-taken",
    statement: "A process_trace of null is accepted as an empty one.",
    family: "fields",
    field: "process_trace",
    caughtBy: ["body/mandatory-null"],
    policy: repairing("process_trace", (value) =>
      value.kind === "null" ? { kind: "string", value: "" } : undefined,
    ),
  },
  {
    id: "order-demanded",
    statement: "A report whose first member is not subtask_name is refused.",
    family: "fields",
    caughtBy: ["json/notation"],
    policy: (correct) =>
      refusing(correct, (_, text) =>
        /^\s*\{\s*"subtask_name"/.test(text.replace(/^\uFEFF/, ""))
          ? undefined
          : "order of members",
      ),
  },
  {
    id: "list-of-one-taken",
    statement: "A list with one report in it is accepted as that report.",
    family: "fields",
    caughtBy: ["json/not-an-object"],
    policy: (correct) => ({
      ...correct,
      judge: (text) => {
        const reading = readJson(text);
        const isList = reading.kind === "json" && reading.value.kind === "array";
        return isList ? correct.judge(text.trim().slice(1, -1)) : correct.judge(text);
      },
    }),
  },
  {
    id: "exponent-overlooked",
    statement: "A progress of 1e1 is accepted and kept as 1.",
    family: "fields",
    field: "progress",
    caughtBy: ["json/open-choices"],
    policy: (correct) => ({
      ...correct,
      stored: (current, incoming, nowMs) => {
        const progress = incoming.get("progress");
        const text = progress?.kind === "number" ? progress.text.split(/e/i)[0] : undefined;
        const kept =
          text === undefined ? incoming : new Map(incoming).set("progress", number(text));
        return correct.stored(current, kept, nowMs);
      },
    }),
  },
  {
    id: "escapes-refused",
    statement: "A report in which a Chinese character is written as an escape is refused.",
    family: "fields",
    caughtBy: ["clients/accepted"],
    policy: (correct) =>
      refusing(correct, (_, text) => (/\\u[4-9][0-9a-f]{3}/i.test(text) ? "an escape" : undefined)),
  },
  {
    id: "prototype-500",
    statement: "A body with a member named __proto__ is answered 500.",
    family: "fields",
    caughtBy: ["reply/no-server-error"],
    policy: (correct) => ({
      ...correct,
      judge: (text) =>
        text.includes('"__proto__"') ? refusedBody("internal", 500) : correct.judge(text),
    }),
  },
  {
    id: "form-500",
    statement: "A report that says it is a form is answered 500.",
    family: "http",
    caughtBy: ["header/media-type"],
    policy: onMediaType((type) => type.includes("form"), backendFailure("no converter")),
  },
  {
    id: "charset-refused",
    statement: "A media type with a charset parameter is refused.",
    family: "http",
    caughtBy: ["header/client-framing"],
    policy: onMediaType((type) => type.includes("charset"), badRequest("Content-Type: unknown")),
  },
  {
    id: "empty-taken",
    statement: "A request without a body is answered 200.",
    family: "http",
    caughtBy: ["http/no-body"],
    policy: (correct) => ({
      ...correct,
      precheck: ({ body, method }) =>
        method === "PUT" && body.kind === "none"
          ? { status: 200, code: "", message: "" }
          : undefined,
    }),
  },
  {
    id: "first-packet-only",
    statement: "Of a body that comes in several packets only the first is read.",
    family: "wire",
    caughtBy: ["http/pieces"],
    policy: (correct) => ({ ...correct, readsFirstPacketOnly: true }),
  },
];

function onMediaType(
  isMeant: (type: string) => boolean,
  problem: ReturnType<typeof badRequest>,
): (correct: Policy) => Policy {
  return (correct) => ({
    ...correct,
    precheck: ({ headers }) =>
      headerValues(headers, "content-type").some((type) => isMeant(type.toLowerCase()))
        ? problem
        : undefined,
  });
}

function numberIn(value: Json | undefined): number {
  return value?.kind === "number" ? Number(value.text) : 0;
}

function number(text: string): Json {
  return { kind: "number", text };
}
