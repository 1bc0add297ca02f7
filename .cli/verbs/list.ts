/** `list`: what there is, a line each, or the contract as an OpenAPI document. */

import type { Command } from "commander";
import { REQUIREMENTS } from "../../properties/requirements/index.ts";
import { OperatorError } from "../../properties/target/index.ts";
import { type Choices, type Verb, verbsOf } from "../../reports/completion/index.ts";
import { SCENARIOS } from "../../scenarios/index.ts";
import { PROFILES, profileOf } from "../../simulators/contract/index.ts";
import { LOAD_TWINS, TWINS } from "../../simulators/endpoint/index.ts";
import { PRESETS } from "../../simulators/fleet/index.ts";
import { openApiText } from "../../simulators/openapi/index.ts";
import { type Door, verb } from "../door.ts";
import { configOf } from "../flags.ts";

const LISTS: Readonly<Record<string, () => readonly string[]>> = {
  requirements: () =>
    REQUIREMENTS.map(
      (r) => `${r.id}\t${[r.basis, r.ruling ?? ""].join(" ").trim()}\t${r.statement}`,
    ),
  scenarios: () => SCENARIOS.map((s) => `${s.name}\t${s.question}`),
  twins: () => [...TWINS, ...LOAD_TWINS].map((t) => `${t.id}\t${t.family}\t${t.statement}`),
  presets: () => PRESETS.map((p) => `${p.name}\t${p.reason}`),
  profiles: () => PROFILES.map((p) => `${p.id}\t${p.title}`),
};

/** The one list that depends on the profile. */
const OPENAPI = "openapi";
const VERBS = "verbs";
const LISTED = [...Object.keys(LISTS), OPENAPI, VERBS].join(", ");

/** Choices that the usage does not enforce, because the rooms say better what is wrong with another. */
export const CHOICES: Choices = {
  "--target": ["embedded"],
  "--twin": [...TWINS, ...LOAD_TWINS].map(({ id }) => id),
  "--profile": PROFILES.map(({ id }) => id),
  "--tasks": ["create"],
  "--observe": ["show-task", "none"],
  "--auth": ["token", "sdk-hmac", "unchecked", "none"],
  "--faults": ["on", "off"],
  "--only": REQUIREMENTS.map(({ id }) => id),
  "--mode": ["gate", "explore"],
  "--dispatch": ["lanes", "batches"],
  "--retry": ["none"],
  "--preset": PRESETS.map(({ name }) => name),
  scenario: SCENARIOS.map(({ name }) => name),
  finding: REQUIREMENTS.map(({ id }) => id),
  run: ["latest"],
  before: ["latest"],
  after: ["latest"],
  what: [...Object.keys(LISTS), OPENAPI, VERBS],
};

/** A verb with its flags, for programs. */
function described({ usage, description, flags }: Verb): object {
  const shown = flags.map(({ usage: flag, description: does, default: usual }) => ({
    flags: flag,
    description: does,
    ...(usual === undefined ? {} : { default: usual }),
  }));
  return { usage, description, flags: shown };
}

async function listVerb(
  what: string,
  flags: { readonly profile?: string },
  root: Command,
): Promise<number> {
  if (what === OPENAPI) {
    const { profile } = await configOf({ target: "embedded", ...flags });
    process.stdout.write(openApiText(profileOf(profile)));
    return 0;
  }
  const verbs = () => [JSON.stringify(verbsOf(root, CHOICES).map(described), undefined, 2)];
  const list = what === VERBS ? verbs : LISTS[what];
  if (list === undefined) throw new OperatorError(`list: got ${what}, want ${LISTED}`);
  if (flags.profile !== undefined) {
    throw new OperatorError(
      `profile: got ${flags.profile}, want none: only list ${OPENAPI} has one`,
    );
  }
  for (const line of list()) console.log(line);
  return 0;
}

/** Adds the verb. */
export function addList({ root, done }: Door): void {
  verb(
    root,
    "list <what>",
    LISTED,
    "list requirements",
    "list twins",
    "list openapi --profile 2024-02 > openapi.json",
  )
    .option("--profile <id>", "revision of the contract, for `openapi` (default 2026-01)")
    .action(async (what: string, flags: { profile?: string }) =>
      done(await listVerb(what, flags, root)),
    );
}
