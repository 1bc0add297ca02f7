/**
 * Other load generators beside ours: autocannon, and wrk, oha and vegeta where they are installed. Each
 * sends one constant body over a few connections, as fast as it can; none knows agents or ledgers.
 */

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Bench, type Cost, costOf } from "./bench-run.ts";
import { Usage } from "./k6/usage.ts";

const CONNECTIONS = 16;
const PATH = "/v3/tasks/task-1/progress";
const TOKEN = "X-Auth-Token: bench";
const JSON_TYPE = "Content-Type: application/json";

/** What is sent, and where a tool may put files. */
export interface OtherRun {
  readonly url: string;
  readonly seconds: number;
  readonly body: string;
  readonly folder: string;
}

/** A generator: its command, or undefined where it is not installed. */
export interface Other {
  readonly name: string;
  readonly command: readonly string[] | undefined;
  readonly argumentsOf: (run: OtherRun) => readonly string[];
}

/** All that can be had here. */
export function others(): readonly Other[] {
  const autocannon = fileURLToPath(new URL("../node_modules/.bin/autocannon", import.meta.url));
  return [
    {
      name: "autocannon",
      command: [process.execPath, autocannon],
      argumentsOf: ({ url, seconds, body }) => [
        ...["-c", String(CONNECTIONS), "-d", String(seconds), "-m", "PUT", "--no-progress"],
        ...["-H", JSON_TYPE.replace(": ", "="), "-H", TOKEN.replace(": ", "=")],
        ...["-b", body, url + PATH],
      ],
    },
    {
      name: "wrk",
      command: installed("wrk"),
      argumentsOf: ({ url, seconds, body, folder }) => {
        const script = join(folder, "put.lua");
        writeFileSync(script, `wrk.method = "PUT"\nwrk.body = [==[${body}]==]\n`);
        const headers = ["-H", JSON_TYPE, "-H", TOKEN];
        const size = ["-t", "1", "-c", String(CONNECTIONS), "-d", `${seconds}s`];
        return [...size, ...headers, "-s", script, url + PATH];
      },
    },
    {
      name: "oha",
      command: installed("oha"),
      argumentsOf: ({ url, seconds, body }) => [
        ...["--no-tui", "-c", String(CONNECTIONS), "-z", `${seconds}s`, "-m", "PUT"],
        ...["-H", JSON_TYPE, "-H", TOKEN, "-d", body, url + PATH],
      ],
    },
    {
      name: "vegeta",
      command: installed("vegeta"),
      argumentsOf: ({ url, seconds, body, folder }) => {
        const [targets, content] = [join(folder, "targets"), join(folder, "body")];
        writeFileSync(content, body);
        writeFileSync(targets, `PUT ${url}${PATH}\n${JSON_TYPE}\n${TOKEN}\n@${content}\n`);
        const size = [`-max-workers=${CONNECTIONS}`, `-duration=${seconds}s`, "-rate=0"];
        return ["attack", ...size, `-targets=${targets}`, `-output=${join(folder, "results")}`];
      },
    },
  ];
}

function installed(name: string): readonly string[] | undefined {
  return spawnSync(name, ["--help"]).error === undefined ? [name] : undefined;
}

/** Runs one of them; throws when it ends with an error, or sends nothing. */
export async function otherRun(
  { sink, k6 }: Pick<Bench, "sink" | "k6">,
  { name, command = [], argumentsOf }: Other,
  run: { readonly seconds: number; readonly body: string },
): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), "headway-bench-"));
  const before = await sink.count();
  try {
    const args = argumentsOf({ ...run, url: sink.url, folder });
    const [file = "", ...rest] = [...(k6.launcher ?? []), ...command, ...args];
    const child = spawn(file, rest, { stdio: "ignore" });
    const usage = new Usage(child.pid);
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    usage.stop();
    const reports = (await sink.count()) - before;
    if (status !== 0 || reports === 0) {
      throw new Error(`bench: ${name} ended with ${status} after ${reports} reports`);
    }
    return costOf(reports, usage.result());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
