/** `cluster`: a load on k6-operator's runners, written down, gathered and judged. */

import { OperatorError } from "../../properties/target/index.ts";
import { findRun, Recorder, readAgain } from "../../reports/index.ts";
import { collect, parseScenario, renderCluster, time } from "../../scenarios/index.ts";
import { type Door, verb } from "../door.ts";
import { configOf, type RunFlags, withLoad, withRun } from "../flags.ts";
import { reportVerb } from "../verdict.ts";
import { writeDown } from "../write-down.ts";

interface RenderFlags extends RunFlags {
  readonly parallelism: string;
  readonly name: string;
  readonly image: string;
  readonly secret: string;
  readonly align: string;
  readonly cpu: string;
  readonly memory: string;
  readonly claim?: string;
}

/** The manifest for k6-operator, and on stdout the lines that play and judge it. */
async function renderVerb(scenario: string, given: RenderFlags): Promise<number> {
  const { out, parallelism, name, image, secret, align, cpu, memory, claim, ...flags } = given;
  if (out === undefined) throw new OperatorError("out: got none, want a folder of its own");
  const alignMs = time(align, "align", 1000) ?? 0;
  const scenarios = [parseScenario(scenario)];
  const promise = { verb: "load", halves: ["load"], scenarios, cautious: false } as const;
  const segmented = { ...flags, segments: parallelism, write: out };
  return writeDown(promise, await configOf(flags), segmented, (request, recorder) => {
    const { segments } = request.options;
    const options = { name, parallelism: segments, image, secret, alignMs, cpu, memory, claim };
    return renderCluster(request, options, (event) => recorder.record(event));
  });
}

interface CollectFlags {
  readonly from?: readonly string[];
  readonly kubectl: string;
}

/** Gathers the runners' evidence and judges it as `report` does. */
function collectVerb(run: string, { from = [], kubectl }: CollectFlags): number {
  const folder = findRun(run);
  const opened = readAgain(folder).events.findLast((event) => event.kind === "load-opened");
  if (opened?.kind !== "load-opened") {
    throw new OperatorError(`cluster collect: ${run} opened no load; want one of cluster render`);
  }
  const recorder = new Recorder(folder);
  recorder.record(collect({ folder, from, kubectl }, opened));
  recorder.record({ kind: "closed", at: new Date().toISOString(), durationMs: 0 });
  recorder.close();
  return reportVerb(folder);
}

/** Adds the verb. */
export function addCluster({ root, done }: Door): void {
  const cluster = root
    .command("cluster")
    .description("a load on k6-operator's runners: write it down, gather and judge it")
    .exitOverride();
  withLoad(
    withRun(
      verb(
        cluster,
        "render <scenario>",
        "the manifest for k6-operator v1.6; sends nothing",
        "cluster render steady --target http://endpoint:8080 --tasks 'range:agent-{1..1000}' --agents 1000 --allow-host endpoint --allow-load 102 --parallelism 4 --out reports/out/fleet",
      ),
    ),
  )
    .option("--parallelism <n>", "runners, one part each", "2")
    .option("--name <name>", "of the TestRun and the ConfigMap", "headway")
    .option("--image <image>", "of the runners, pinned", "grafana/k6:2.2.0")
    .option("--secret <name>", "Secret with the credential, keys as the variables", "headway")
    .option("--align <time>", "runners ready within such a stretch begin as one", "60s")
    .option("--cpu <cores>", "of each runner", "2")
    .option("--memory <size>", "of each runner", "1Gi")
    .option("--claim <name>", "volume claim for the files, where a ConfigMap is too small")
    .action(async (scenario: string, flags: RenderFlags) =>
      done(await renderVerb(scenario, flags)),
    );
  verb(
    cluster,
    "collect <run>",
    "gather the runners' evidence and judge it",
    "cluster collect reports/out/fleet",
    "cluster collect reports/out/fleet --from logs/",
  )
    .option("--from <file...>", "logs that came some other way, files or folders (default kubectl)")
    .option("--kubectl <path>", "which kubectl", "kubectl")
    .action((run: string, flags: CollectFlags) => done(collectVerb(run, flags)));
}
