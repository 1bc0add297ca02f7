/** `report`: one run judged again, the history of many, or the newest while it is looked at. */

import { OperatorError } from "../../properties/target/index.ts";
import { RUNS_FOLDER, serveReport, showHistory, visible } from "../../reports/index.ts";
import { type Door, verb } from "../door.ts";
import { serveAs } from "../serving.ts";
import { coloured, displayPath } from "../terminal.ts";
import { reportVerb } from "../verdict.ts";

interface ReportFlags {
  readonly history?: string;
  /** True where the flag stands alone. */
  readonly serve?: string | true;
  readonly port: string;
}

/** One run, the history of many, or the newest as long as it is looked at. */
async function reportAny(folder: string | undefined, flags: ReportFlags): Promise<number> {
  const { history, serve, port } = flags;
  const asked = [folder, history, serve].filter((one) => one !== undefined);
  if (asked.length !== 1) {
    throw new OperatorError(
      `report: got ${asked.length === 0 ? "nothing" : asked.join(" and ")}, want one of: a run, --history <folder>, --serve [folder]`,
    );
  }
  if (serve !== undefined) return serveRuns(serve === true ? RUNS_FOLDER : serve, port);
  if (folder !== undefined) return reportVerb(folder);
  const shown = showHistory(history ?? RUNS_FOLDER, { color: coloured() });
  process.stdout.write(shown.text);
  for (const problem of shown.problems) console.error(visible(`problem: ${problem}`));
  if (shown.path !== undefined) console.error(`written: ${displayPath(shown.path)}`);
  return shown.status;
}

function serveRuns(folder: string, givenPort: string): Promise<number> {
  return serveAs("report", givenPort, ({ port, signal, line: ready }) =>
    serveReport({ folder, port, signal, ready }),
  );
}

/** Adds the verb. */
export function addReport({ root, done }: Door): void {
  verb(
    root,
    "report [run]",
    "judge a run again and write its formats again",
    "report latest",
    "report --history reports/out",
    "report --serve",
  )
    .option("--history <folder>", "all runs below it: verdicts, latency, twins, on one page")
    .option("--serve [folder]", "its newest run on this machine, followed while it is under way")
    .option("--port <n>", "port to serve on; 0 takes a free one", "0")
    .action(async (folder: string | undefined, flags: ReportFlags) =>
      done(await reportAny(folder, flags)),
    );
}
