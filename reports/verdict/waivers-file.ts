/**
 * The committed file of waivers: read as strictly as a flag is, because a wrong entry would either
 * hide a failure or not hide one. Knows nothing of dates to come: an expired entry is well-formed.
 */

import * as v from "valibot";
import type { Waiver } from "../evidence/schema.ts";

/** Where waivers are looked for when the operator names no other file. */
export const WAIVERS_FILE = "headway.waivers.json";

/** The operator's file of waivers is wrong; the message says where, what and what is wanted. */
export class WaiversError extends Error {
  override readonly name = "WaiversError";
}

/** What is wanted of each member, as an operator reads it. */
const WANTED: Readonly<Record<string, string>> = {
  version: "1",
  waivers: "a list of waivers",
  requirement: "the id of a requirement; see list requirements",
  fingerprint: 'the cause as the finding names it, for example "refused:progress:2xx"',
  reason: "why the failure is accepted for now, in a sentence",
  owner: "who mends it: a name, a team or an address",
  until: "the last day it holds, as YYYY-MM-DD",
  flaky: '{"maxRate": …}',
  maxRate: "a share of like requests above 0 and below 1",
};

const WHOLE = '{"version": 1, "waivers": […]}';

const said = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== ""),
);

const entry = v.strictObject({
  requirement: said,
  fingerprint: said,
  reason: said,
  owner: said,
  until: v.pipe(v.string(), v.check(isDay)),
  flaky: v.exactOptional(
    v.strictObject({
      maxRate: v.pipe(
        v.number(),
        v.check((rate) => rate > 0 && rate < 1),
      ),
    }),
  ),
});

const file = v.strictObject({ version: v.literal(1), waivers: v.array(entry) });

/** Whether a text is a day of the calendar, written as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Reads the file's text. Throws WaiversError at the first thing that is wrong. */
export function parseWaivers(
  text: string,
  path: string,
  isRequirement: (id: string) => boolean,
): readonly Waiver[] {
  const parsed = v.safeParse(file, parseJson(text, path));
  if (!parsed.success) throw wrong(path, parsed.issues[0]);
  const seen = new Set<string>();
  for (const [index, { requirement, fingerprint }] of parsed.output.waivers.entries()) {
    const place = `${path}: waivers.${index}`;
    if (!isRequirement(requirement)) {
      throw new WaiversError(
        `${place}.requirement: got ${shown(requirement)}, want the id of a requirement; see list requirements`,
      );
    }
    const key = JSON.stringify([requirement, fingerprint]);
    if (seen.has(key)) {
      throw new WaiversError(
        `${place}: got a second entry for ${requirement} ${fingerprint}, want one; remove one of them`,
      );
    }
    seen.add(key);
  }
  return parsed.output.waivers;
}

/** The text of a file that holds these waivers. */
export function writeWaivers(waivers: readonly Waiver[]): string {
  return `${JSON.stringify({ version: 1, waivers }, null, 2)}\n`;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new WaiversError(`${path}: got no JSON (${message}), want ${WHOLE}`, {
      cause,
    });
  }
}

function wrong(path: string, issue: v.InferIssue<typeof file>): WaiversError {
  const place = v.getDotPath(issue) ?? "the file";
  if (issue.type === "strict_object" && issue.expected === "never") {
    return new WaiversError(
      `${path}: ${place}: got a member that no entry has, want requirement, fingerprint, reason, owner, until and perhaps flaky.maxRate`,
    );
  }
  const got = issue.input === undefined ? "nothing" : shown(issue.input);
  const member = String(issue.path?.at(-1)?.key);
  const want = WANTED[member] ?? (issue.path === undefined ? WHOLE : "an entry");
  return new WaiversError(`${path}: ${place}: got ${got}, want ${want}`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
