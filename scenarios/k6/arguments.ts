/**
 * What the operator hands to k6 itself, behind `--`: outputs, tags, addresses. Refused is what would
 * make the worker's figures wrong, and what would write a secret down. k6 judges the rest.
 */

import { OperatorError } from "../../properties/target/index.ts";

/** Why flags do not pass, by their long names. */
const REFUSED: Readonly<Record<string, string>> = {
  ...reason("the scenario decides how much is sent: --agents, --interval, --duration, --workers", [
    "vus",
    "duration",
    "iterations",
    "stage",
    "rps",
    "min-iteration-duration",
    "execution-segment",
    "execution-segment-sequence",
  ]),
  ...reason("nobody would start or end it", ["paused", "linger"]),
  ...reason("connections are the scenario's question: --lanes, load connection-storm", [
    "batch",
    "batch-per-host",
    "no-connection-reuse",
    "no-vu-connection-reuse",
  ]),
  ...reason("redirects are never followed: they would carry the credential away", [
    "max-redirects",
  ]),
  ...reason("the worker asks for the bodies that it reads", ["discard-response-bodies"]),
  ...reason("it would write credentials into k6's log", ["http-debug"]),
  ...reason("an authority is named by --ca", ["insecure-skip-tls-verify"]),
  ...reason("the evidence leaves k6 by its console", [
    "console-output",
    "log-format",
    "log-output",
    "include-system-env-vars",
  ]),
  ...reason("they are off, so that k6's memory does not grow: give --objective", [
    "no-thresholds",
    "summary-mode",
    "summary-export",
    "new-machine-readable-summary",
    "summary-trend-stats",
    "summary-time-unit",
  ]),
  ...reason("each tag more is a time series more; name, status and error_code are there", [
    "system-tags",
  ]),
};

/** Long names of the short flags that are looked at. */
const SHORT: Readonly<Record<string, string>> = {
  u: "vus",
  d: "duration",
  i: "iterations",
  s: "stage",
  p: "paused",
  l: "linger",
  e: "env",
  o: "out",
};

/** Written out in what is played more than once. */
export const SCENARIO_PLACE = "{scenario}";

interface Flag {
  readonly name: string;
  readonly value: string;
}

/** The arguments, when k6 may have them all. Throws OperatorError. `scenarios`: how many are played. */
export function parseK6Arguments(words: readonly string[], scenarios: number): readonly string[] {
  for (const word of words) {
    if (/:\/\/[^/@\s]*:[^/@\s]*@/.test(word)) {
      throw refusal("a URL with a password in it", "secrets come from the environment: K6_…");
    }
  }
  for (const { name, value } of flagsOf(words)) {
    const why = REFUSED[name];
    if (why !== undefined) throw refusal(`--${name}`, why);
    if (name === "env" && /^HEADWAY_/.test(value)) {
      throw refusal(`--env ${value.split("=")[0]}`, "variables of that name are the worker's own");
    }
    const isFile = name === "out" && /^(json|csv)=./.test(value);
    if (isFile && scenarios > 1 && !value.includes(SCENARIO_PLACE)) {
      const [kind = ""] = value.split("=");
      const want = `--out ${kind}=${SCENARIO_PLACE}.${kind}`;
      throw refusal(`--out ${value}`, `each scenario would write over the last one; want ${want}`);
    }
  }
  return words;
}

/** The same for one scenario: its name in its places, and as a tag on what an output gets. */
export function k6ArgumentsFor(words: readonly string[], scenario: string): readonly string[] {
  if (words.length === 0) return [];
  const own = words.map((word) => word.replaceAll(SCENARIO_PLACE, scenario));
  return ["--tag", `headway_scenario=${scenario}`, ...own];
}

/** Variables by which k6's outputs are told where to write, and their secrets. */
const OUTPUT_VARIABLES =
  /^(K6_(OUT$|PROMETHEUS_RW_|OTEL_|INFLUXDB_|CSV_|WEB_DASHBOARD|CLOUD_|SECRET_SOURCE)|OTEL_)/;

/** Those of an environment that k6 gets too: of its outputs, and none that change the load. */
export function outputVariables(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && OUTPUT_VARIABLES.test(entry[0]),
    ),
  );
}

function flagsOf(words: readonly string[]): readonly Flag[] {
  return words.flatMap((word, index): Flag[] => {
    const next = words[index + 1] ?? "";
    const long = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(word);
    if (long !== null) return [{ name: long[1] ?? "", value: long[2] ?? next }];
    const short = /^-([a-zA-Z])=?(.*)$/s.exec(word);
    if (short === null) return [];
    const [, letter = "", value = ""] = short;
    return [{ name: SHORT[letter] ?? letter, value: value === "" ? next : value }];
  });
}

function reason(why: string, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, why]));
}

function refusal(what: string, why: string): OperatorError {
  return new OperatorError(`--: ${what} does not go to k6: ${why}`);
}
