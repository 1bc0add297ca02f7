/** The verbs that make a run: `check`, `load`, `gate`, and `start` for `npm start`. */

import { parseScenario } from "../../scenarios/index.ts";
import { type Door, EXAMPLE, plain, verb } from "../door.ts";
import { type RunFlags, withCheck, withLoad, withRun } from "../flags.ts";
import { run } from "../run.ts";
import type { VerbPromise } from "../session.ts";

const GATE: VerbPromise = {
  verb: "gate",
  halves: ["check", "load"],
  scenarios: ["smoke", "steady"],
  cautious: true,
};

/** What such a verb does when it is called. */
function runs({ done, forK6 }: Door, promise: VerbPromise) {
  return async (flags: RunFlags) => done(await run(promise, { ...flags, k6Arguments: forK6 }));
}

/** Adds `check`. */
export function addCheck(door: Door): void {
  const { root } = door;
  withCheck(
    withRun(
      verb(
        root,
        "check",
        "the property suite against a target",
        `check ${EXAMPLE}`,
        "check --twin progress-101",
        "check --target embedded --only progress/",
      ),
    ),
  ).action(runs(door, { ...GATE, verb: "check", halves: ["check"] }));
}

/** Adds `load`. */
export function addLoad(door: Door): void {
  const { root } = door;
  withLoad(
    withRun(
      verb(
        root,
        "load <scenario...>",
        "k6 scenarios against a target",
        `load steady ${EXAMPLE} --agents 2`,
        "load steady --target embedded --agents 1000 --interval 10s --duration 60s",
        "load steady --target embedded --agents 1000 --objective 'p99 from plan < 250 ms'",
        "load steady --target embedded -- --out json=samples.json --tag build=7",
        `load steady ${EXAMPLE} --agents 2 --write by-hand`,
        "load mixed --target embedded --agents 100",
      ),
    ),
  )
    .option("--write <folder>", "script, settings and plans for a k6 of yours; sends nothing")
    .action(async (names: string[], flags: RunFlags) => {
      const scenarios = names.map(parseScenario);
      const promise = { verb: "load", halves: ["load"], scenarios, cautious: false } as const;
      await runs(door, promise)(flags);
    });
}

/** Adds `gate`. */
export function addGate(door: Door): void {
  const { root } = door;
  withLoad(
    withCheck(
      withRun(
        verb(
          root,
          "gate",
          "check, load and a verdict: what CI calls",
          `gate ${EXAMPLE}`,
          "gate --target embedded",
          "gate --target embedded --baseline baselines/2.3",
        ),
      ),
    ),
  )
    .option(
      "--baseline <folder>",
      "a kept run, or a folder of runs: what is worse than there is red",
    )
    .option("--with <folder>", "other runs of this build: with 5 a side latency is compared too")
    .action(runs(door, GATE));
}

/** Adds `start`, which is the gate with a target of its own and stands in no list of verbs. */
export function addStart(door: Door): void {
  const { root } = door;
  withLoad(
    withCheck(
      withRun(
        plain(
          root
            .command("start", { hidden: true })
            .description("npm start: the gate, on our own endpoint unless a target is given"),
        ),
      ),
    ),
  ).action(runs(door, { ...GATE, verb: "start", fallbackTarget: "embedded" }));
}
