/**
 * Correct endpoints on node:http with habits that are legal and not ours. Its table is the one
 * written by hand; a task is shown as ShowTask does.
 *
 * Run as: tsx habits-server.ts HABIT; prints its port. The habits stand below.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { parse, stringify } from "lossless-json";
import { coerced } from "./coerce-by-hand.ts";
import { kept, wrongWith } from "./contract-by-hand.ts";

interface Habit {
  /** Takes other types alike in all fields, answers 422, 403 and 400, reads the body first. */
  readonly lenient?: true;
  /** A report shows after so long. @unit milliseconds */
  readonly lagMs?: number;
  /** Heads beyond that get 431 from the HTTP layer. */
  readonly headBytesMax?: number;
  /** Answers refusals without a body, successes without body and media type. */
  readonly silent?: true;
  /** Packs each answer, sends 102 before it, calls errors text/json, counts UTF-16 units. */
  readonly odd?: true;
  /** So many at a time, the others wait. */
  readonly atOnce?: number;
  /** An answer takes up to so long. @unit milliseconds */
  readonly jitterMs?: number;
  /** More in a second get 429 and Retry-After. */
  readonly perSecond?: number;
  /** Ends a connection, unannounced, after so many requests. */
  readonly perConnection?: number;
}

const HABITS: Readonly<Record<string, Habit>> = {
  lenient: { lenient: true },
  lagging: { lagMs: 80 },
  silent: { silent: true, headBytesMax: 8192 },
  odd: { odd: true, perConnection: 100 },
  busy: { atOnce: 4, jitterMs: 10, perSecond: 300 },
};

interface Refusal {
  readonly status: number;
  readonly why: string;
}

const TOKEN = "secret";
const habit = HABITS[process.argv[2] ?? ""];
if (habit === undefined) throw new Error(`habit: want one of ${Object.keys(HABITS).join(", ")}`);
const { lenient = false, odd = false, lagMs = 0 } = habit;

type Report = Readonly<Record<string, unknown>>;
/** Of each task the reports and since when each shows, the newest last. */
const tasks = new Map<string, { readonly fromMs: number; readonly report: Report }[]>();
for (let n = 1; n <= 2000; n += 1) tasks.set(`task-${n}`, []);

/** The answer's body, or why there is none. */
function serve(request: IncomingMessage, body: Buffer): string | Refusal {
  const [path = ""] = (request.url ?? "").split("?");
  const [, segment, progress] = /^\/v3\/tasks\/([^/]+)(\/progress)?$/.exec(path) ?? [];
  const looks = progress === undefined;
  const stranger = request.headers["x-auth-token"] !== TOKEN;
  const unauthorised: Refusal = { status: lenient ? 403 : 401, why: "token" };
  if (stranger && (looks || !lenient)) return unauthorised;
  const reports = tasks.get(decoded(segment ?? ""));
  if (request.method !== (looks ? "GET" : "PUT")) return { status: 405, why: "method" };
  if (looks) return reports === undefined ? unknown() : shown(reports);
  const report = reportIn(body);
  if (report === undefined) return { status: lenient ? 422 : 400, why: "the report" };
  if (stranger) return unauthorised;
  if (reports === undefined) return unknown();
  reports.push({ fromMs: Date.now() + lagMs, report });
  if (reports.length > 1000) reports.shift();
  return "{}";
}

function unknown(): Refusal {
  return { status: lenient ? 400 : 404, why: "no such task" };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return "";
  }
}

function reportIn(body: Buffer): Report | undefined {
  try {
    const json = parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    const read = lenient ? coerced(json) : json;
    if (wrongWith(read) !== undefined) return undefined;
    const report = kept(read);
    const { process_trace: trace = "", agent_time: time = "" } = report;
    const tooLong = String(trace).length > 2048 || String(time).length > 30;
    return odd && tooLong ? undefined : report;
  } catch {
    return undefined;
  }
}

function shown(reports: readonly { readonly fromMs: number; readonly report: Report }[]): string {
  const { report } = reports.findLast(({ fromMs }) => fromMs <= Date.now()) ?? {};
  const { subtask_name: name, progress, process_trace, remain_time, ...others } = report ?? {};
  const sub_tasks = report === undefined ? [] : [{ name, progress, process_trace }];
  return stringify({ sub_tasks, remain_seconds: remain_time ?? null, ...others }) ?? "";
}

function answer(response: ServerResponse, result: string | Refusal, looks: boolean): void {
  const refused = typeof result !== "string";
  const status = refused ? result.status : 200;
  if (habit?.silent === true && !looks) return void response.writeHead(status).end();
  const error = refused ? { error_code: `SMS.${status}`, error_msg: result.why } : undefined;
  const text = error === undefined ? (result as string) : JSON.stringify(error);
  response.setHeader("X-Request-Id", "habits");
  response.setHeader("Content-Type", odd && refused ? "text/json" : "application/json");
  if (!odd) return void response.writeHead(status).end(text);
  response.writeProcessing();
  response.writeHead(status, { "Content-Encoding": "gzip" }).end(gzipSync(text));
}

let busy = 0;
const waiting: (() => void)[] = [];
const window = { second: 0, requests: 0 };
const requestsOf = new WeakMap<object, number>();

/** Whether there were too many in this second. */
function throttled(): boolean {
  const second = Math.floor(Date.now() / 1000);
  if (window.second !== second) Object.assign(window, { second, requests: 0 });
  window.requests += 1;
  return window.requests > (habit?.perSecond ?? Infinity);
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { atOnce = Infinity, jitterMs = 0, perConnection = Infinity } = habit ?? {};
  const { socket } = request;
  const nth = (requestsOf.get(socket) ?? 0) + 1;
  requestsOf.set(socket, nth);
  if (nth >= perConnection) response.once("finish", () => socket.destroySoon());
  if (busy >= atOnce) await new Promise<void>((go) => waiting.push(go));
  else busy += 1;
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (jitterMs > 0) await wait(Math.random() * jitterMs);
    const late = throttled();
    if (late) response.setHeader("Retry-After", "1");
    const result = late ? { status: 429, why: "too many" } : serve(request, Buffer.concat(chunks));
    answer(response, result, request.method === "GET");
  } catch {
    socket.destroy();
  } finally {
    const next = waiting.shift();
    if (next === undefined) busy -= 1;
    else next();
  }
}

const server = createServer({ maxHeaderSize: habit.headBytesMax ?? 65_536 }, handle);
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
