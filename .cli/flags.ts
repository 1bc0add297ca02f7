/** Flags that several verbs have, and the configuration that they and its file and the environment make. */

import type { Command } from "commander";
import type { CheckFlags } from "../properties/suite/check-options.ts";
import {
  readConfigFile,
  resolveConfig,
  type Settings,
  type TargetConfig,
} from "../properties/target/index.ts";
import type { LoadFlags } from "../scenarios/index.ts";

/** Flags of a verb that meets a target. */
export interface TargetFlags extends Settings {
  readonly config?: string;
}

/** Flags of a verb that makes a run. */
export interface RunFlags extends TargetFlags, LoadFlags, CheckFlags {
  readonly out?: string;
  readonly strict?: boolean;
  readonly only?: string[];
  readonly dryRun?: boolean;
  readonly waivers?: string;
  readonly write?: string;
  readonly release?: string;
  readonly baseline?: string;
  readonly with?: string;
}

/** What flags, environment and file say together; `fallbackTarget` where none of them names one. */
export async function configOf(flags: TargetFlags, fallbackTarget?: string): Promise<TargetConfig> {
  const file = await readConfigFile(flags.config);
  // Commander says true where the flag was not given.
  const traceparent = flags.traceparent === false ? false : undefined;
  return resolveConfig({
    file,
    env: process.env,
    flags: { ...flags, traceparent },
    fallbackTarget,
  });
}

/** The flags of a verb that meets a target. */
export function withTarget(command: Command): Command {
  return command
    .option("--target <url>", "base URL of the endpoint, or `embedded` for our own")
    .option("--twin <id>", "our own endpoint with that flaw; see `list twins`")
    .option("--profile <id>", "revision of the contract: 2024-02 or 2026-01 (default 2026-01)")
    .option("--tasks <tasks>", "list:ID,ID…, file:PATH, range:PREFIX{1..N}, or create")
    .option("--observe <how>", "show-task, 'GET /path/{task_id}#/pointer', or none")
    .option("--visible-within <time>", "how long an accepted report may take to show (default 0ms)")
    .option("--timeout <time>", "of one request (default 10s)")
    .option("--auth <how>", "token, iam:URL, sdk-hmac, unchecked or none; secrets: HEADWAY_*")
    .option("--token-file <path>", "file with the token; otherwise HEADWAY_TOKEN is read")
    .option("--ca <path>", "PEM file of the authority that signed an https target")
    .option("--client-cert <path>", "PEM file of our own certificate, with --client-key")
    .option("--client-key <path>", "PEM file of its key")
    .option("--proxy <url>", "HTTP proxy to go through")
    .option("--foreign-task <id>", "a task of somebody else, which must not be touched")
    .option("--store <folder>", "where our own endpoint keeps reports (default memory only)")
    .option("--restart-command <words>", "for the shell: kills the endpoint (-9), starts it again")
    .option("--restart-within <time>", "until it answers again after that (default 30s)")
    .option(
      "--faults <switch>",
      "on or off: break connections on purpose (default on loopback: on)",
    )
    .option(
      "--security <switch>",
      "on or off: try what an attacker would, in bounds (default on loopback: on)",
    )
    .option("--no-traceparent", "send no traceparent header")
    .option("--allow-host <host...>", "hosts that are not this machine and may be sent to")
    .option("--config <path>", "configuration file (default headway.config.ts, if there)");
}

/** The flags of a verb that makes a run. */
export function withRun(command: Command): Command {
  return withTarget(command)
    .option("--seed <n>", "where chance starts (default: the catalogue's version)")
    .option("--wait <time>", "how long a target that does not answer yet is waited for")
    .option("--out <folder>", "folder of the run (default reports/out/<time>)")
    .option("--release <name>", "what the build of the target is called, for the history of runs")
    .option("--strict", "inferred requirements gate too, and so does UNTESTABLE")
    .option("--min-tested <n>", "fewer gating requirements tested than this is status 5")
    .option("--dry-run", "say what would be sent, and send nothing");
}

/** The flags of the check half. */
export function withCheck(command: Command): Command {
  return command
    .option("--only <id...>", "only requirements whose id begins so; the run is PARTIAL")
    .option("--durability [time]", "kill the endpoint and see what survives (for at most 3m)")
    .option("--quick", "fewer drawn trials; the run is PARTIAL")
    .option("--waivers <file>", "known failures (default headway.waivers.json, if there)")
    .option("--mode <mode>", "gate: the same trials each time; explore: others, and more of them")
    .option("--keep <folder>", "counterexamples to send first; explore adds what it finds")
    .option("--catalogue <version>", "requirements that are newer than this do not gate")
    .option("--max-requests <n>", "nothing is sent beyond this (default 500000)")
    .option("--max-time <time>", "nothing is sent after this")
    .option("--rate <n>", "requests in a second at the most");
}

/** The flags of the load half. */
export function withLoad(command: Command): Command {
  return command
    .option("--agents <n>", "agents; each owns a task")
    .option("--interval <time>", "between two reports of an agent")
    .option("--duration <time>", "of the scenario")
    .option("--plans <n>", "different plans; the agents share them out")
    .option("--workers <n>", "event loops inside k6 (default: two, where there are cores)")
    .option("--segments <n>", "k6 processes that play it together, one part each (default 1)")
    .option("--lanes <n>", "requests that a worker may have under way (default by the rate)")
    .option("--dispatch <way>", "lanes, or batches: what is due together (default by the rate)")
    .option("--own-connections", "each agent over a connection of its own: it is a k6 VU then")
    .option("--unique", "no two reports alike: each bears its agent's number and its own")
    .option("--gogc <percent>", "heap growth at which k6 collects its garbage (default 200)")
    .option("--read-back <share>", "share of acknowledged reports that are read back, 0 to 1")
    .option("--objective <limit...>", "gates too, for example 'p99 from plan < 250 ms'")
    .option("--retry <policy>", "none, fixed:500ms, exponential:100ms..10s, full-jitter:100ms..10s")
    .option("--retry-budget <share>", "of the first sendings, that may be sent again, 0 to 1")
    .option("--endpoint-memory <where>", "pid:N, or a URL and a JSON pointer: read while loaded")
    .option("--dashboard", "k6's own dashboard on this machine, kept as a page")
    .option("--allow-load <rate>", "requests a second for another machine, where more than 50")
    .option("--share-tasks", "agents may share tasks; nothing is read back then")
    .option("--preset <name>", "fleet by name, at its own pace; see `list presets`")
    .option("--fleet <file>", "fleet by its spec, a JSON file")
    .option("--plan-file <file>", "fleet by its plans, as `simulate --format plans` writes them")
    .option("--fit <file>", "fleet like recorded traffic, HAR or NDJSON");
}
