/**
 * One run of one tool against one flaw: the server is started, the tool let loose on it, what it
 * prints for seeing its first finding again is tried, and everything is kept in a folder as it came.
 */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as v from "valibot";
import { profileOf } from "../../simulators/contract/index.ts";
import { flawsOf, startEndpoint } from "../../simulators/endpoint/index.ts";
import { freePort, started, stopServers } from "../testing/foreign.ts";
import { OWN_SCHEME, rivalDocument } from "./document.ts";
import { firstFailureSeconds } from "./events.ts";
import { REFERENCE, type Run } from "./plan.ts";
import { onlyStatuses, printedFindings } from "./printed.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const HOME = join(HERE, "..", "..");
const PUBLISHED = join(HERE, "published");
const TOKEN = "secret";
/** Of one run; the longest took 3 minutes. */
const RUN_MS_MAX = 30 * 60_000;

/** The tasks of the published server, and as many of ours as `headway serve` knows. */
const TASKS = {
  published: `list:${[1, 2, 3, 4, 5, 6, 7, 8, 9, "1b"].map((n) => `task-${n}`).join(",")}`,
  drawn: "range:task-{1..1000}",
} as const;

/** What was seen from outside while the tool ran. */
export const measuredSchema = v.object({
  status: v.number(),
  seconds: v.number(),
  requests: v.number(),
  /** To the first failing check, where the tool says when that was. */
  firstSeconds: v.optional(v.number()),
  /** Whether what is printed for seeing the first finding again shows it: as printed, and with the token. */
  again: v.optional(v.object({ asPrinted: v.boolean(), withToken: v.boolean() })),
  at: v.string(),
  revision: v.string(),
});
export type Measured = v.InferOutput<typeof measuredSchema>;

interface Server {
  readonly url: string;
  readonly requests: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/**
 * Runs it and keeps it in `folder`. `st`: path of the rival's command. Throws where the tool broke
 * instead of judging, and when `signal` aborts; nothing that it started is left running then.
 */
export async function perform(
  run: Run,
  {
    folder,
    st,
    signal,
  }: { readonly folder: string; readonly st: string; readonly signal: AbortSignal },
): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const server = run.set === "published" ? await published(run.flaw) : await drawn(run.flaw);
  try {
    const before = await server.requests();
    const startedMs = performance.now();
    const command = commandOf(run, folder, { url: server.url, st });
    const cwd = run.tool === "headway" ? HOME : folder;
    const status = await finished(command, { folder, cwd, signal });
    const seconds = (performance.now() - startedMs) / 1000;
    if (status !== 0 && status !== 1) {
      throw new Error(`${command.join(" ")}: status ${status}, want 0 or 1; see ${folder}`);
    }
    const requests = (await server.requests()) - before;
    const tried = await again(run, folder);
    const first = firstSecondsIn(join(folder, "run.ndjson"));
    const measured: Measured = {
      status,
      seconds,
      requests,
      ...(first === undefined ? {} : { firstSeconds: first }),
      ...(tried === undefined ? {} : { again: tried }),
      at: new Date().toISOString(),
      revision: revision(),
    };
    writeFileSync(join(folder, "measured.json"), `${JSON.stringify(measured)}\n`);
  } finally {
    await server.stop();
  }
}

async function published(flaw: string): Promise<Server> {
  const port = await freePort();
  const server = [join(HERE, "serve.py"), flaw, String(port)];
  const url = await started("python3", server, { port, folder: PUBLISHED });
  let own = 0;
  const requests = async () => {
    own += 1;
    return Number(await (await fetch(`${url}/__count`)).text()) - own;
  };
  return { url, requests, stop: async () => stopServers() };
}

async function drawn(id: string): Promise<Server> {
  const flaw = flawsOf(profileOf("2026-01")).find((other) => other.id === id);
  if (flaw === undefined && id !== REFERENCE) throw new Error(`${id}: no such flaw`);
  const endpoint = await startEndpoint({
    profile: "2026-01",
    token: TOKEN,
    tasks: { kind: "range", prefix: "task-", from: 1, to: 1000, suffix: "" },
    flaw: flaw?.policy,
  });
  return { url: endpoint.url, requests: async () => endpoint.requests(), stop: endpoint.close };
}

function commandOf(
  { tool, level, set, seed }: Run,
  folder: string,
  { url, st }: { readonly url: string; readonly st: string },
): readonly string[] {
  if (tool === "headway") {
    const profile = set === "published" ? "2024-02" : "2026-01";
    const about = ["--target", url, "--profile", profile, "--tasks", TASKS[set]];
    const look = ["--observe", "GET /v3/tasks/{task_id}#/report", "--seed", String(seed)];
    const node = [process.execPath, "--import", import.meta.resolve("tsx")];
    return [
      ...node,
      join(HOME, "cli.ts"),
      "check",
      ...about,
      ...look,
      "--out",
      join(folder, "run"),
    ];
  }
  const document = documentIn(folder, set);
  const config = join(folder, "schemathesis.toml");
  writeFileSync(config, set === "published" ? configText("Tok") : OWN_CONFIG);
  const reports = ["ndjson", "json"].flatMap((format) => [
    `--report-${format}-path`,
    join(folder, `run.${format}`),
  ]);
  const tuned = ["--max-examples", "1000", "--max-response-time", "1", "--max-failures", "1"];
  const given = [document, "--url", url, "--seed", String(seed), "--no-color", ...reports];
  return [st, "--config-file", config, "run", ...given, ...(level === "tuned" ? tuned : [])];
}

/** The set's own document, which was written in favour of such a tool, or ours with additions. */
function documentIn(folder: string, set: Run["set"]): string {
  if (set === "published") return join(PUBLISHED, "openapi.json");
  const path = join(folder, "openapi.json");
  writeFileSync(path, rivalDocument());
  return path;
}

/** Tuned: no cache between runs, a task that exists, the token, what accepted and refused mean. */
function configText(scheme: string): string {
  return `cache.enabled = false
auth.openapi.${scheme} = { api_key = "\${PEER_TOKEN}" }
parameters = { "path.task_id" = "task-1" }
checks.positive_data_acceptance.expected-statuses = ["200"]
checks.negative_data_rejection.expected-statuses = ["400", "401", "404", "405", "415"]
`;
}

/** Our endpoint also deletes tasks: a tool that tried would be left without the one it was told. */
const OWN_CONFIG = `${configText(OWN_SCHEME)}checks.allow_header_conformance.enabled = false
phases.coverage.unexpected-methods = ["GET", "PUT", "POST", "PATCH", "OPTIONS", "TRACE", "QUERY"]
`;

function finished(
  [command = "", ...args]: readonly string[],
  {
    folder,
    cwd,
    signal,
  }: { readonly folder: string; readonly cwd: string; readonly signal: AbortSignal },
): Promise<number> {
  const child = spawn(command, args, {
    cwd,
    env: environment(folder),
    stdio: [
      "ignore",
      openSync(join(folder, "stdout.txt"), "w"),
      openSync(join(folder, "stderr.txt"), "w"),
    ],
    timeout: RUN_MS_MAX,
    signal,
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (status, killedBy) => {
      if (killedBy === null) resolve(status ?? -1);
      else reject(new Error(`${command}: ended by ${killedBy}`));
    });
  });
}

function environment(folder: string): NodeJS.ProcessEnv {
  const hooks = folder.includes("-tuned-")
    ? {
        SCHEMATHESIS_HOOKS: "hooks",
        PYTHONPATH: HERE,
        PEER_DOCUMENT: join(PUBLISHED, "openapi.json"),
      }
    : {};
  return {
    ...process.env,
    ...hooks,
    PYTHONDONTWRITEBYTECODE: "1",
    PEER_TOKEN: TOKEN,
    HEADWAY_TOKEN: TOKEN,
  };
}

/**
 * Tries what is printed for the first finding that has a command; undefined where none has. Never
 * synchronously: the endpoint that is to answer may be one of this process.
 */
async function again(run: Run, folder: string): Promise<Measured["again"]> {
  const stdout = readFileSync(join(folder, "stdout.txt"), "utf8");
  if (run.tool === "headway") {
    const printed = stdout.match(/^ {2}replay {4}(npx .*)$/m)?.[1];
    if (printed === undefined) return undefined;
    const shown = await shell(printed, environment(folder));
    return { asPrinted: shown.status === 1, withToken: shown.status === 1 };
  }
  const found = printedFindings(stdout).find(({ command }) => command !== undefined);
  if (found?.command === undefined) return undefined;
  const asPrinted = await answers(found.command, found.status);
  const named = found.command.replaceAll("[Filtered]", TOKEN);
  return { asPrinted, withToken: asPrinted || (await answers(named, found.status)) };
}

/** Whether a curl command, or the last of several, gets the status that was seen. */
async function answers(command: string, status: number | undefined): Promise<boolean> {
  const { stdout } = await shell(onlyStatuses(command), process.env);
  return status !== undefined && stdout.trim().split("\n").at(-1) === String(status);
}

async function shell(
  command: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly status: number; readonly stdout: string }> {
  const child = spawn("sh", ["-c", command], {
    cwd: HOME,
    env,
    stdio: ["ignore", "pipe", "ignore"],
    timeout: RUN_MS_MAX,
  });
  const [stdout, [status]] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { status: typeof status === "number" ? status : -1, stdout };
}

/** Reads the events, and keeps them compressed. */
function firstSecondsIn(path: string): number | undefined {
  if (!existsSync(path)) return undefined;
  const events = readFileSync(path, "utf8");
  writeFileSync(`${path}.gz`, gzipSync(events));
  rmSync(path);
  return firstFailureSeconds(events);
}

function revision(): string {
  const done = spawnSync("git", ["rev-parse", "--short=12", "HEAD"], {
    cwd: HOME,
    encoding: "utf8",
  });
  return done.status === 0 ? done.stdout.trim() : "unknown";
}
