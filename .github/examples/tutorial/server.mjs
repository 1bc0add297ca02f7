// @ts-check
/** A small endpoint with three mistakes, which .github/docs/tutorial.md finds and mends. */

import { createServer } from "node:http";
import { isLosslessNumber, parse, stringify } from "lossless-json";

/** Whoever has it may report. */
const TOKEN = process.env["HEADWAY_TOKEN"] ?? "";

const NAMES = [
  ...["CREATE_CLOUD_SERVER", "SSL_CONFIG", "ATTACH_AGENT_IMAGE", "DETTACH_AGENT_IMAGE"],
  ...["FORMAT_DISK_LINUX", "FORMAT_DISK_LINUX_FILE", "FORMAT_DISK_LINUX_BLOCK"],
  ...["FORMAT_DISK_WINDOWS", "MIGRATE_LINUX_FILE", "MIGRATE_LINUX_BLOCK", "MIGRATE_WINDOWS_BLOCK"],
  ...["CLONE_VM", "SYNC_LINUX_FILE", "SYNC_LINUX_BLOCK", "SYNC_WINDOWS_BLOCK", "CONFIGURE_LINUX"],
  ...["CONFIGURE_LINUX_BLOCK", "CONFIGURE_LINUX_FILE", "CONFIGURE_WINDOWS"],
];

/** @typedef {(value: unknown) => boolean} Rule */
/** @type {(max: bigint) => Rule} */
const whole = (max) => (value) =>
  isLosslessNumber(value) &&
  /^-?\d+$/.test(value.value) &&
  BigInt(value.value) >= 0n &&
  BigInt(value.value) <= max;
/** @type {(max: number) => Rule} */
const double = (max) => (value) =>
  isLosslessNumber(value) && Number(value.value) >= 0 && Number(value.value) <= max;
/** @type {(max: number) => Rule} */
const text = (max) => (value) => typeof value === "string" && [...value].length <= max;
/** @type {(rule: Rule) => Rule} */
const optional = (rule) => (value) => value === undefined || rule(value);

/** @type {Readonly<Record<string, Rule>>} */
const FIELDS = {
  subtask_name: (value) => NAMES.some((name) => name === value),
  progress: whole(100n),
  replicatesize: whole(2n ** 63n - 1n),
  totalsize: whole(2n ** 63n - 1n),
  process_trace: text(2048),
  migrate_speed: optional(double(10_000)),
  compress_rate: optional(double(10_000)),
  remain_time: optional(whole(2n ** 31n - 1n)),
  total_cpu_usage: optional(double(100)),
  agent_cpu_usage: optional(double(100)),
  total_mem_usage: optional(double(1_048_576)),
  agent_mem_usage: optional(double(1_048_576)),
  total_disk_io: optional(double(10_000)),
  agent_disk_io: optional(double(10_000)),
  need_migration_test: optional((value) => typeof value === "boolean"),
  agent_time: optional(text(30)),
};

/** @type {Map<string, Record<string, unknown> | null>} each task's last report; null: none yet */
const tasks = new Map();
for (let n = 1; n <= 1000; n += 1) tasks.set(`task-${n}`, null);

/** @param {import("node:http").IncomingMessage} request */
async function answer(request) {
  const chunks = await request.toArray();
  const { id, action } = asked(request.url ?? "");
  const token = request.headers["x-auth-token"];
  if (token === undefined || TOKEN === "") return refusal(401, "APIGW.0301", "a token is due");
  if (!tasks.has(id)) return refusal(404, "SMS.2252", "there is no such task");
  if (request.method === "GET" && action === undefined)
    return { status: 200, body: { id, report: tasks.get(id) } };
  if (request.method !== "PUT" || action === undefined)
    return refusal(405, "APIGW.0101", "want PUT …/progress, or GET of the task");
  const report = parsed(Buffer.concat(chunks));
  if (report === undefined) return refusal(400, "APIGW.0201", "the body is not JSON");
  const wrong = Object.keys(FIELDS).find((name) => FIELDS[name]?.(report[name]) !== true);
  if (wrong !== undefined) return refusal(400, "SMS.0007", `${wrong} is missing or wrong`);
  const known = Object.keys(FIELDS).filter((name) => report[name] !== undefined);
  const kept = Object.fromEntries(known.map((name) => [name, report[name]]));
  tasks.set(id, { ...tasks.get(id), ...kept });
  return { status: 200, body: {} };
}

/** @param {string} url */
function asked(url) {
  const [, id = "", action] = /^\/v3\/tasks\/([^/]+)(\/progress)?$/.exec(url) ?? [];
  try {
    return { id: decodeURIComponent(id), action };
  } catch {
    return { id: "", action };
  }
}

/** @param {Buffer} bytes @returns {any} */
function parsed(bytes) {
  try {
    return parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** @param {number} status @param {string} error_code @param {string} error_msg */
function refusal(status, error_code, error_msg) {
  return { status, body: { error_code, error_msg } };
}

const server = createServer({ maxHeaderSize: 65_536 }, async (request, response) => {
  const { status, body } = await answer(request).catch(() =>
    refusal(500, "SMS.2007", "something went wrong"),
  );
  const headers = { "Content-Type": "application/json", "X-Request-Id": crypto.randomUUID() };
  response.writeHead(status, headers).end(stringify(body));
});
server.listen(Number(process.env["PORT"] ?? 8080), "127.0.0.1", () => console.log("listening"));
