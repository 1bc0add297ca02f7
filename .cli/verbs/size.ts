/** `size`: what a fleet takes, with its arithmetic. */

import { parseWhole } from "../../properties/target/index.ts";
import { MEASURED_FILE, measuredFigures, sizeOf, time } from "../../scenarios/index.ts";
import { type Door, verb } from "../door.ts";

interface SizeFlags {
  readonly agents: string;
  readonly interval: string;
  readonly perCore?: string;
  readonly agentBytes?: string;
  readonly runnerBytes?: string;
  readonly measured: string;
  readonly cores?: string;
  readonly reply?: string;
}

/** What a fleet takes, on stdout with its arithmetic. */
function sizeVerb(flags: SizeFlags): number {
  const whole = (text: string, place: string) => parseWhole(text, place, { min: 1, max: 1e9 });
  const { lines } = sizeOf({
    agents: whole(flags.agents, "agents"),
    intervalMs: time(flags.interval, "interval", 10) ?? 0,
    ...measuredFigures(flags, {
      perCoreSecond: flags.perCore,
      runnerBytes: flags.runnerBytes,
      agentBytes: flags.agentBytes,
    }),
    coresPerRunner: figureOf(flags.cores, "2", (text) => whole(text, "cores")),
    replyMs: figureOf(flags.reply, "100ms", (text) => time(text, "reply", 1) ?? 0),
  });
  for (const line of lines) console.log(line);
  return 0;
}

function figureOf(given: string | undefined, usual: string, parse: (text: string) => number) {
  return { value: parse(given ?? usual), origin: given === undefined ? "assumed" : "given" };
}

/** Adds the verb. */
export function addSize({ root, done }: Door): void {
  verb(
    root,
    "size",
    "how many runners, cores, sockets and addresses a fleet takes",
    "size --agents 5000000 --interval 60s",
    "size --agents 5000000 --interval 60s --per-core 5000 --agent-bytes 900 --runner-bytes 150000000",
  )
    .requiredOption("--agents <n>", "agents")
    .requiredOption("--interval <time>", "between two reports of an agent")
    .option("--measured <file>", "figures that `npm run bench size` wrote", MEASURED_FILE)
    .option("--per-core <n>", "reports a core-second, instead of the measured ones")
    .option("--runner-bytes <n>", "memory of a k6 process with few agents, likewise")
    .option("--agent-bytes <n>", "memory of each agent beside, likewise")
    .option("--cores <n>", "of each runner (2 is assumed)")
    .option("--reply <time>", "usual time of a reply (100ms is assumed)")
    .action((flags: SizeFlags) => done(sizeVerb(flags)));
}
