/** The texts that flags, environment and configuration file use, parsed once at the border. */

import { existsSync, readFileSync } from "node:fs";
import { isLoopback } from "./loopback.ts";
import { type Observation, SHOW_TASK_PATH } from "./observation.ts";
import { OperatorError } from "./operator-error.ts";
import type { TaskIds } from "./task-ids.ts";

/** Where a run's tasks come from. */
export type TaskSource = TaskIds | { readonly kind: "create" };

const TASKS_HELP = "want list:ID,ID…, file:PATH, range:PREFIX{FROM..TO}, or create";

/** Parses a `--tasks` value. */
export function parseTasks(text: string): TaskSource {
  if (text === "create") return { kind: "create" };
  const [scheme, rest] = splitOnce(text, ":");
  switch (scheme) {
    case "list":
      return listOf(rest.split(","), `tasks: got ${JSON.stringify(text)}`);
    case "file":
      return listOf(readLines(rest), `tasks: ${rest}`);
    case "range":
      return parseRange(rest);
    default:
      throw new OperatorError(`tasks: got ${JSON.stringify(text)}, ${TASKS_HELP}`);
  }
}

function listOf(raw: readonly string[], place: string): TaskIds {
  const ids = raw.map((id) => id.trim()).filter((id) => id !== "");
  if (ids.length === 0) throw new OperatorError(`${place}: holds no task id; ${TASKS_HELP}`);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new OperatorError(`${place}: task ${twice} stands there twice`);
  return { kind: "list", ids };
}

function readLines(path: string): readonly string[] {
  if (!existsSync(path)) {
    throw new OperatorError(`tasks: there is no file ${path}; it should hold one task id a line`);
  }
  return readFileSync(path, "utf8").split(/\r?\n/);
}

function parseRange(text: string): TaskIds {
  const match = /^([^{}]*)\{(\d+)\.\.(\d+)\}([^{}]*)$/.exec(text);
  const [, prefix = "", from = "", to = "", suffix = ""] = match ?? [];
  if (match === null || Number(from) > Number(to) || !Number.isSafeInteger(Number(to))) {
    throw new OperatorError(`tasks: got range:${text}, want for example range:agent-{1..1000}`);
  }
  return { kind: "range", prefix, from: Number(from), to: Number(to), suffix };
}

/** How a target is to be looked at: by itself, or by a module of the user's. */
export type ObserveSetting = Observation | { readonly kind: "module"; readonly path: string };

const OBSERVE_HELP =
  "want show-task, none, module:PATH, or a GET with a JSON pointer such as " +
  "'GET /v3/tasks/{task_id}#/report'";

/** Parses an `--observe` value. */
export function parseObserve(text: string): ObserveSetting {
  if (text === "none") return { kind: "none" };
  const [scheme, module] = splitOnce(text, ":");
  if (scheme === "module" && module !== "") return { kind: "module", path: module };
  if (text === "show-task") return { kind: "show-task", path: SHOW_TASK_PATH };
  const match = /^(?:GET\s+)(\/[^#\s]*)(?:#(.*))?$/.exec(text);
  const [, path = "", pointer = ""] = match ?? [];
  if (match === null || (pointer !== "" && !pointer.startsWith("/"))) {
    throw new OperatorError(`observe: got ${JSON.stringify(text)}, ${OBSERVE_HELP}`);
  }
  if (!path.includes("{task_id}")) {
    throw new OperatorError(`observe: ${path} has no {task_id} in it, so it shows no one task`);
  }
  return { kind: "pointer", path, pointer };
}

/** Text of an observation, as a flag takes it. */
export function describeObservation(observation: ObserveSetting): string {
  if (observation.kind === "module") return `module:${observation.path}`;
  if (observation.kind === "pointer") return `GET ${observation.path}#${observation.pointer}`;
  return observation.kind;
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Parses a duration such as 250ms, 10s, 2m; a bare number takes `bareUnit`. Milliseconds. */
export function parseDuration(text: string, place: string, bareUnit: "ms" | "s" = "s"): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim());
  const [, number = "", unit = bareUnit] = match ?? [];
  const ms = Number(number) * (UNITS_MS[unit] ?? Number.NaN);
  if (match === null || !Number.isFinite(ms)) {
    throw new OperatorError(`${place}: got ${JSON.stringify(text)}, want for example 500ms or 10s`);
  }
  return ms;
}

/** Parses what is `on` or `off`; undefined where nothing was said. */
export function parseSwitch(text: string | undefined, place: string): boolean | undefined {
  if (text === undefined) return undefined;
  if (text === "on" || text === "off") return text === "on";
  throw new OperatorError(`${place}: got ${JSON.stringify(text)}, want on or off`);
}

/** Parses a whole number within a range, both ends allowed. */
export function parseWhole(
  text: string,
  place: string,
  range: { readonly min: number; readonly max: number },
): number {
  const value = /^-?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= range.min && value <= range.max)) {
    const want = `want a whole number ${range.min}..${range.max}`;
    throw new OperatorError(`${place}: got ${JSON.stringify(text)}, ${want}`);
  }
  return value;
}

/**
 * Parses the base URL of a target; the path is kept, a trailing slash is not. A host that is not
 * loopback must have been allowed by name.
 */
export function parseTargetUrl(
  text: string,
  allowedHosts: readonly string[],
  place = "target",
): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw badUrl(text, place);
  }
  if (url.username !== "" || url.password !== "") {
    throw new OperatorError(`${place}: credentials do not belong into a URL; use HEADWAY_TOKEN`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") throw badUrl(text, place);
  if (url.search !== "" || url.hash !== "") {
    // What stands there may be a secret, too.
    throw new OperatorError(
      `${place}: got ${url.origin}${url.pathname}?…, want a base URL without query and fragment`,
    );
  }
  if (!isLoopback(url.hostname) && !allowedHosts.includes(url.hostname)) {
    const why = "is not on this machine; real traffic would go there";
    throw new OperatorError(
      `${place}: ${url.hostname} ${why}. If that is what you want: --allow-host ${url.hostname}`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function badUrl(text: string, place: string): OperatorError {
  const own = place === "target" ? ", or embedded" : "";
  const want = `want an http or https URL such as http://127.0.0.1:8080${own}`;
  const shown = JSON.stringify(withoutUserinfo(text));
  return new OperatorError(`${place}: got ${shown}, ${want}`);
}

/** A text that may be a URL, without what stands before its host. */
function withoutUserinfo(text: string): string {
  return text.replace(/^.*@/s, (before) => `${/^\w+:\/\//.exec(before)?.[0] ?? ""}[credential]@`);
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
