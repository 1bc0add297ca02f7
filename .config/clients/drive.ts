/** Drives a published client: reports as JSON lines in, what the caller saw of each out. */

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import * as v from "valibot";
import type { Field } from "../../simulators/contract/index.ts";
import type { ClientReport } from "../../simulators/report/index.ts";
import { CLIENTS_HOME, type Command } from "./toolchains.ts";

/** One report to send. */
export interface Order {
  readonly taskId: string;
  readonly report: ClientReport;
  /** Sent besides the client's own. @defaultValue none */
  readonly headers?: Readonly<Record<string, string>>;
}

const textSchema = v.nullable(v.string());

const outcomeSchema = v.variant("kind", [
  v.object({ kind: v.literal("accepted"), status: v.number() }),
  /** The client made an error of the reply. */
  v.object({
    kind: v.literal("refused"),
    class: v.string(),
    status: v.number(),
    /** Python hands on a number as it came. */
    code: v.nullable(v.union([v.string(), v.number()])),
    message: textSchema,
    request_id: textSchema,
  }),
  /** Any other error: nothing of the reply is left but what the message says. */
  v.object({ kind: v.literal("failed"), class: v.string(), message: textSchema }),
]);

/** What the caller of a client saw. */
export type Outcome = v.InferOutput<typeof outcomeSchema>;

export interface Drive {
  readonly url: string;
  readonly access: string;
  readonly secret: string;
  /** Project or domain: whichever the client's credentials have. */
  readonly scope: string;
}

const DRIVE_MS_MAX = 10 * 60_000;

/** Sends the orders one after the other through one client. Rejects when the driver breaks off. */
export async function drive(
  driver: Command,
  { url, access, secret, scope }: Drive,
  orders: readonly Order[],
  fields: readonly Field[],
): Promise<readonly Outcome[]> {
  const env = { CLOUD_SDK_AK: access, CLOUD_SDK_SK: secret };
  const lines = orders.map((order) => `${orderText(order, fields)}\n`).join("");
  const { status, stdout, stderr } = await ran([...driver, url, scope], { env, stdin: lines });
  const outcomes = stdout.split("\n").filter((line) => line !== "");
  if (status !== 0 || outcomes.length !== orders.length) {
    const got = `${outcomes.length} of ${orders.length} outcomes, status ${status}`;
    throw new Error(`${driver.join(" ")}: got ${got}\n${stderr}`);
  }
  return outcomes.map((line) => v.parse(outcomeSchema, JSON.parse(line)));
}

/** An order as its line. A double keeps its point, or Python would take it for an integer. */
function orderText({ taskId, report, headers = {} }: Order, fields: readonly Field[]): string {
  const members = fields.flatMap(({ name, type }) => {
    const value = report[name];
    if (value === undefined) return [];
    if (typeof value === "bigint") return [`"${name}":${value}`];
    const point = type === "double" && Number.isInteger(value) && Math.abs(Number(value)) < 1e21;
    return [`"${name}":${JSON.stringify(value)}${point ? ".0" : ""}`];
  });
  const head = `"task_id":${JSON.stringify(taskId)},"headers":${JSON.stringify(headers)}`;
  return `{${head},"report":{${members.join(",")}}}`;
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program of a client with nothing of our environment but where programs are. The clients
 * write a file into their user's home: that is a folder of ours. What is not meant for loopback
 * goes to a proxy that is not there.
 */
export function ran(
  [program, ...args]: Command,
  given: { readonly env?: NodeJS.ProcessEnv; readonly stdin?: string; readonly cwd?: string },
): Promise<Ran> {
  mkdirSync(CLIENTS_HOME, { recursive: true });
  const child = spawn(program, args, {
    env: { PATH: process.env["PATH"], HOME: CLIENTS_HOME, ...GUARD, ...given.env },
    cwd: given.cwd,
    timeout: DRIVE_MS_MAX,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  // A driver that breaks off leaves its input: its status says so.
  child.stdin.on("error", () => {});
  child.stdin.end(given.stdin ?? "");
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, stdout, stderr }));
  });
}

const NOWHERE = "http://127.0.0.1:9";
const GUARD = {
  http_proxy: NOWHERE,
  https_proxy: NOWHERE,
  HTTPS_PROXY: NOWHERE,
  no_proxy: "127.0.0.1",
  NO_PROXY: "127.0.0.1",
};
