/** What came over the wire and what is shown of it, made comparable with what a client meant. */

import { parseAuthorization } from "../../simulators/auth/index.ts";
import { headerValues, type Request } from "../../simulators/endpoint/index.ts";
import {
  CLIENT_DIALECTS,
  type ClientReport,
  type Json,
  member,
  parseDecimal,
  readJson,
  writeAs,
} from "../../simulators/report/index.ts";
import { PROFILE } from "./drawn.ts";
import type { Order, Outcome } from "./drive.ts";
import { OWN_WORDS, PORT } from "./replies.ts";
import type { PublishedId } from "./toolchains.ts";

/** The body as it came. */
export function textOf({ body }: Request): string {
  return body.kind === "text" ? body.text : `(${body.kind})`;
}

/** Where the wire text is not what the client's dialect makes of the order: both, side by side. */
export function otherThanOurs(
  id: PublishedId,
  requests: readonly Request[],
  orders: readonly Order[],
): readonly (readonly [wire: string | undefined, ours: string | undefined])[] {
  const wires = requests.map(textOf);
  const ours = orders.map(({ report }) => writeAs(report, CLIENT_DIALECTS[id], PROFILE.fields));
  return Array.from({ length: Math.max(wires.length, ours.length) }, (_, n) => {
    return [wires[n], ours[n]] as const;
  }).filter(([wire, our]) => wire !== our);
}

/** The credentials, and what belongs to a connection. */
const NOT_OF_THE_DIALECT = [
  ...["host", "connection", "content-length", "transfer-encoding"],
  ...["authorization", "x-sdk-date", "x-auth-token", "x-project-id", "x-domain-id"],
];

/** A client's own headers; User-Agent without what follows the client's name. */
export function ownHeaders({ headers }: Request): readonly (readonly [string, string])[] {
  return headers
    .filter(([name]) => !NOT_OF_THE_DIALECT.includes(name.toLowerCase()))
    .map(([name, value]) => [name, name === "User-Agent" ? (value.split(";")[0] ?? "") : value]);
}

/** How the length of the body was told. */
export function framing({ headers }: Request): string {
  return headerValues(headers, "transfer-encoding")[0] ?? "length";
}

/** Names of the headers that are signed; undefined where nothing is. */
export function signedHeaders({ headers }: Request): readonly string[] | undefined {
  return parseAuthorization(headerValues(headers, "authorization")[0] ?? "")?.signedHeaders;
}

/** What the endpoint shows of a task's last report, by field; numbers by their exact value. */
export async function observed(
  url: string,
  taskId: string,
  token: string,
): Promise<Readonly<Record<string, unknown>>> {
  const headers = { "X-Auth-Token": token };
  const reply = await fetch(`${url}/v3/tasks/${encodeURIComponent(taskId)}`, { headers });
  const reading = readJson(await reply.text());
  const report = reading.kind === "json" ? member(reading.value, "report") : undefined;
  if (report?.kind !== "object") throw new Error(`${taskId}: no report is shown`);
  return Object.fromEntries(report.members.map(([name, value]) => [name, shownValue(value)]));
}

/** What of a report the client can send, by field; numbers by their exact value. */
export function meant(id: PublishedId, report: ClientReport): Readonly<Record<string, unknown>> {
  const { lacks } = CLIENT_DIALECTS[id];
  const sendable = PROFILE.fields.filter(({ name }) => !lacks.includes(name));
  const entries = sendable.map(({ name }) => [name, meantValue(report[name])] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function meantValue(value: ClientReport[keyof ClientReport]): unknown {
  const isNumber = typeof value === "number" || typeof value === "bigint";
  return isNumber ? parseDecimal(String(value)) : value;
}

function shownValue(value: Json): unknown {
  if (value.kind === "number") return parseDecimal(value.text);
  return value.kind === "string" || value.kind === "boolean" ? value.value : value.kind;
}

/** An outcome without what changes from run to run. */
export function lasting(outcome: Outcome | undefined): Outcome | undefined {
  if (outcome?.kind === "failed") return { ...outcome, message: OWN_WORDS };
  if (outcome?.kind !== "refused" || outcome.message === null) return outcome;
  return { ...outcome, message: outcome.message.replace(/port=\d+/, `port=${PORT}`) };
}
