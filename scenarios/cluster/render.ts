/** Writes a load down for k6-operator: the run's folder, and in it the manifest to apply. */

import { readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { OperatorError } from "../../properties/target/index.ts";
import type { Event } from "../../reports/evidence/index.ts";
import { scenarioOf } from "../catalogue.ts";
import { type LoadRequest, scenarioRequest } from "../load.ts";
import { opened, written } from "../run.ts";
import { type ManifestOptions, manifestOf, wantManifestOptions } from "./manifest.ts";
import { copyLines, copyPodOf } from "./volume.ts";

export const MANIFEST_FILE = "manifest.json";
const COPY_FILE = "copy.json";

/** What the operator of the cluster does next, a shell line each. */
export async function renderCluster(
  request: LoadRequest,
  options: ManifestOptions,
  record: (event: Event) => void,
): Promise<readonly string[]> {
  const [scenario, ...more] = request.scenarios;
  if (scenario === undefined || more.length > 0) {
    throw new OperatorError("cluster render: want one scenario; each is a TestRun of its own");
  }
  wantManifestOptions(options);
  if (scenarioOf(scenario).beside !== undefined) {
    throw new OperatorError(`cluster render: ${scenario} needs more than k6 beside it`);
  }
  if (request.open.clientCertificate !== undefined) {
    throw new OperatorError("cluster render: client certificates are not rendered; want a token");
  }
  if (request.options.k6Arguments.length > 0) {
    throw new OperatorError("cluster render: got words for k6 behind --, want none");
  }
  const run = { scenario, attempt: 1, probed: undefined };
  const asked = scenarioRequest(request, run, request.open.url);
  const settings = { ...asked.settings, alignMs: options.alignMs };
  const playable = { ...asked, settings, script: "bundle" } as const;
  const { files, settings: complete } = await written(playable, { movable: true });
  const text = (path: string): string => readFileSync(path, "utf8");
  const paths = [files.script, files.settings, files.plans].map((path) => [basename(path), path]);
  const beside = {
    [basename(files.settings)]: text(files.settings),
    [basename(files.plans)]: text(files.plans),
  };
  const script = { name: basename(files.script), text: text(files.script) };
  const manifest = manifestOf(options, { script, beside }, asked.environment);
  const keep = (name: string, object: object): string => {
    const path = join(resolve(request.folder), name);
    writeFileSync(path, `${JSON.stringify(object, null, 2)}\n`);
    return path;
  };
  const path = keep(MANIFEST_FILE, manifest);
  const { claim } = options;
  const copying =
    claim === undefined
      ? []
      : copyLines(
          options,
          keep(COPY_FILE, copyPodOf({ ...options, claim })),
          Object.fromEntries(paths),
        );
  record(opened(playable, complete));
  return [
    ...copying,
    `kubectl apply -f ${path}`,
    `npx tsx cli.ts cluster collect ${request.folder}`,
  ];
}
