/** `doctor`: what is installed, what is missing and how to get it. */

import { preflight } from "../../properties/suite/preflight.ts";
import { openTarget } from "../../properties/target/index.ts";
import { visible } from "../../reports/index.ts";
import { findK6, K6MissingError, usableGo } from "../../scenarios/index.ts";
import { type Door, EXAMPLE, verb } from "../door.ts";
import { configOf, type TargetFlags, withTarget } from "../flags.ts";
import { firstTasks } from "../halves.ts";
import { interruptible } from "../interruption.ts";

/** What is installed, what is missing and how to get it. Builds nothing, sends one question. */
async function doctorVerb(flags: TargetFlags): Promise<number> {
  let missing = false;
  const say = (ok: boolean, name: string, detail: string) => {
    missing ||= !ok;
    console.log(visible(`${ok ? "ok     " : "missing"}  ${name}: ${detail}`));
  };
  say(true, "node", process.versions.node);
  const { signal } = interruptible();
  const go = usableGo(process.env);
  try {
    const k6 = await findK6({ env: process.env, progress: () => {}, signal, build: false });
    say(true, "k6", `${k6.version}, ${k6.how}`);
  } catch (error) {
    if (!(error instanceof K6MissingError)) throw error;
    const named = process.env["K6_PATH"] !== undefined;
    if (go.ok && !named)
      say(true, "k6", `not there yet; it is built when first needed, with ${go.detail}`);
    else say(false, "k6", error.message);
  }
  if (
    flags.target !== undefined ||
    flags.twin !== undefined ||
    process.env["HEADWAY_TARGET"] !== undefined
  ) {
    const open = await openTarget(await configOf(flags), { tasksWanted: 1, signal });
    const found = await preflight(open.target, firstTasks(open), signal);
    await open.close();
    for (const p of found)
      say(p.state === "ok", p.name, [p.detail, p.remedy].filter(Boolean).join("; "));
  }
  return missing ? 3 : 0;
}

/** Adds the verb. */
export function addDoctor({ root, done }: Door): void {
  withTarget(
    verb(
      root,
      "doctor",
      "what is installed, what is missing and how to get it",
      "doctor",
      `doctor ${EXAMPLE}`,
    ),
  ).action(async (flags: TargetFlags) => done(await doctorVerb(flags)));
}
