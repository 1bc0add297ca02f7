/**
 * A load written down for k6-operator, played from the very files by a stand-in of its runners and
 * starter, gathered through a stand-in of kubectl and judged.
 */

import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type EmbeddedEndpoint, startEmbedded } from "../../properties/target/embedded.ts";
import { findK6 } from "../k6/find.ts";
import { manifestOf, wantManifestOptions } from "./manifest.ts";
import { freeAddresses, paused, resume } from "./rest.ts";
import { segmentFlags, segmentsOf } from "./segment.ts";

const HOME = fileURLToPath(new URL("../..", import.meta.url));
const CRD = join(HOME, "../shared/fixtures/k6-operator/k6.io_testruns.yaml");
const TOKEN = "token-of-the-cluster";
const TEST_MS_MAX = 180_000;
const root = mkdtempSync(join(tmpdir(), "headway-cluster-"));
const OPTIONS = {
  name: "fleet",
  parallelism: 2,
  image: "grafana/k6:2.2.0",
  secret: "endpoint",
  alignMs: 1000,
  cpu: "2",
  memory: "1Gi",
};

const variable = v.strictObject({
  name: v.string(),
  value: v.optional(v.string()),
  valueFrom: v.optional(
    v.strictObject({ secretKeyRef: v.strictObject({ name: v.string(), key: v.string() }) }),
  ),
});
const pod = v.looseObject({ image: v.string(), env: v.array(variable) });
const listSchema = v.strictObject({
  apiVersion: v.literal("v1"),
  kind: v.literal("List"),
  items: v.strictTuple([
    v.strictObject({
      apiVersion: v.literal("v1"),
      kind: v.literal("ConfigMap"),
      metadata: v.strictObject({ name: v.string() }),
      data: v.record(v.pipe(v.string(), v.regex(/^[-._a-zA-Z0-9]+$/)), v.string()),
    }),
    v.looseObject({
      kind: v.literal("TestRun"),
      spec: v.looseObject({
        parallelism: v.number(),
        script: v.strictObject({
          configMap: v.strictObject({ name: v.string(), file: v.string() }),
        }),
        args: v.array(v.string()),
        initializer: pod,
        runner: pod,
      }),
    }),
  ]),
});

let endpoint: EmbeddedEndpoint | undefined;
let k6Path = "";

beforeAll(async () => {
  const { signal } = new AbortController();
  k6Path = (await findK6({ env: process.env, progress: () => {}, signal })).path;
  endpoint = await startEmbedded({
    twin: undefined,
    profile: "2026-01",
    token: TOKEN,
    tasks: 20,
  });
}, 15 * 60_000);
afterAll(async () => {
  await endpoint?.stop();
  rmSync(root, { recursive: true, force: true });
});

function headway(...words: readonly string[]) {
  const tsx = join(HOME, "node_modules/.bin/tsx");
  return new Promise<{ status: number | null; out: string; err: string }>((resolve) => {
    const child = spawn(tsx, [join(HOME, "cli.ts"), ...words], {
      env: { ...process.env, HEADWAY_TOKEN: TOKEN, GITHUB_ACTIONS: "" },
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.once("close", (status) => resolve({ status, out, err }));
  });
}

async function rendered(): Promise<string> {
  const folder = join(mkdtempSync(join(root, "render-")), "run");
  const { tasks: ids } = endpoint ?? {};
  if (ids?.kind !== "range") throw new Error("want the endpoint's own tasks");
  const tasks = `range:${ids.prefix}{${ids.from}..${ids.to}}${ids.suffix}`;
  const words = `cluster render steady --target ${endpoint?.url} --tasks ${tasks} --observe none --agents 6 --interval 200ms --duration 3s --parallelism 2 --name fleet --secret endpoint --align 1s --out ${folder}`;
  const ended = await headway(...words.split(" "));
  expect(ended.err).toBe("");
  expect(ended.out).toMatch(/kubectl apply -f .*manifest.json\n.*cluster collect/);
  return folder;
}

/** What the operator does: files mounted, runners paused, told to go one after the other. */
async function playAsOperator(folder: string, killed?: number): Promise<string> {
  const [map, run] = v.parse(
    listSchema,
    JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")),
  ).items;
  const mounted = join(folder, "mounted");
  mkdirSync(mounted);
  for (const [name, text] of Object.entries(map.data)) writeFileSync(join(mounted, name), text);
  const env: Record<string, string> = {};
  for (const { name, value } of run.spec.runner.env) env[name] = value ?? TOKEN;
  const addresses = await freeAddresses(run.spec.parallelism);
  const children = segmentsOf(run.spec.parallelism).map((part, place) => {
    const log = openSync(join(folder, `pod-${place + 1}.log`), "w");
    const flags = ["--quiet", ...segmentFlags(part), ...run.spec.args];
    const script = join(mounted, run.spec.script.configMap.file);
    const late = [`--address=${addresses[place]}`, "--paused", "--tag", "testrun_name=fleet"];
    const all = ["run", ...flags, script, ...late];
    return spawn(k6Path, all, { cwd: "/", env, stdio: ["ignore", log, log] });
  });
  const codes = children.map(
    (child) =>
      new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 137))),
  );
  const { signal } = new AbortController();
  for (const address of addresses) await paused(address, signal);
  for (const address of addresses) await resume(address);
  if (killed !== undefined) setTimeout(() => children[killed]?.kill("SIGKILL"), 3000);
  const items = (await Promise.all(codes)).map((exitCode, place) => ({
    metadata: { name: `pod-${place + 1}` },
    status: { containerStatuses: [{ state: { terminated: { exitCode } } }] },
  }));
  writeFileSync(join(folder, "pods.json"), JSON.stringify({ items }));
  const kubectl = join(folder, "kubectl");
  const script = `#!/bin/sh\nif [ "$1" = get ]; then cat ${folder}/pods.json; else cat ${folder}/$2.log; fi\n`;
  writeFileSync(kubectl, script);
  chmodSync(kubectl, 0o755);
  return kubectl;
}

describe("a load on k6-operator's runners", () => {
  it(
    "is written down, played, gathered and judged",
    async () => {
      const folder = await rendered();
      expect(readFileSync(join(folder, "manifest.json"), "utf8")).not.toContain(TOKEN);
      const kubectl = await playAsOperator(folder);
      const ended = await headway("cluster", "collect", folder, "--kubectl", kubectl);
      expect(`${ended.out}${ended.err}`).not.toMatch(/evidence is missing|generator failed/);
      expect(ended.out).toMatch(/2 segments, begun within \d+ ms/);
      // The same logs once more, however they came: twice is once.
      const again = await headway(
        ...`cluster collect ${folder} --from ${folder}/pod-2.log ${folder}/pod-1.log ${folder}/pod-2.log`.split(
          " ",
        ),
      );
      expect(again.status).toBe(ended.status);
      expect(again.out).toMatch(/came again, counted once/);
    },
    TEST_MS_MAX,
  );

  it(
    "is INVALID when a runner was killed, or its log did not come",
    async () => {
      const folder = await rendered();
      const kubectl = await playAsOperator(folder, 1);
      const ended = await headway("cluster", "collect", folder, "--kubectl", kubectl);
      expect(ended.status).toBe(4);
      expect(ended.out).toMatch(/pod-2 ended with 137/);
      const missing = await headway("cluster", "collect", folder, "--from", `${folder}/pod-1.log`);
      expect(missing.status).toBe(4);
      expect(missing.out).toMatch(/segment 2 of 2: never heard of; 3 of 6 agents \(50 %\)/);
    },
    TEST_MS_MAX,
  );

  it("names kubectl's failure, and wants a folder that was rendered", async () => {
    const none = await headway("cluster", "collect", join(root, "nowhere"));
    expect(none).toMatchObject({ status: 2, out: "" });
    expect(none.err.trim().split("\n")).toHaveLength(1);
  });
});

describe("the manifest", () => {
  const files = { script: { name: "steady.js", text: "1" }, beside: { "settings.json": "{}" } };

  it.skipIf(!existsSync(CRD))("is what the CRD of k6-operator v1.6 describes", () => {
    const crd = parse(readFileSync(CRD, "utf8"));
    const schema = closed(crd.spec.versions[0].schema.openAPIV3Schema);
    const valid = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    const { items } = manifestOf(OPTIONS, files, { HEADWAY_TOKEN: TOKEN });
    valid(items[1]);
    expect(valid.errors ?? []).toEqual([]);
    const wrong = { ...items[1], spec: { ...items[1].spec, paralelism: 2 } };
    expect(valid(wrong)).toBe(false);
  });

  it("refers to secrets and holds none", () => {
    const list = manifestOf(OPTIONS, files, { HEADWAY_TOKEN: TOKEN, GOGC: "100" });
    expect(v.is(listSchema, list)).toBe(true);
    expect(JSON.stringify(list)).not.toContain(TOKEN);
    expect(list.items[1].spec.runner.env).toEqual([
      { name: "HEADWAY_SETTINGS", value: "./settings.json" },
      { name: "GOGC", value: "100" },
      {
        name: "HEADWAY_TOKEN",
        valueFrom: { secretKeyRef: { name: "endpoint", key: "HEADWAY_TOKEN" } },
      },
    ]);
  });

  it("is refused beyond a ConfigMap's size, and with an image that may change", () => {
    const large = { ...files, beside: { plans: "x".repeat(1_048_576) } };
    expect(() => manifestOf(OPTIONS, large, {})).toThrow(/a ConfigMap holds 1048576.*--plans/);
    for (const image of ["grafana/k6", "grafana/k6:latest", "host:5000/k6"]) {
      expect(() => wantManifestOptions({ ...OPTIONS, image })).toThrow(/image: got .*pinned/);
    }
    expect(() => wantManifestOptions({ ...OPTIONS, name: "A_b" })).toThrow(/name: got A_b/);
    expect(wantManifestOptions(OPTIONS)).toBeUndefined();
  });
});

/** Kubernetes drops fields that it does not know; here they are errors. */
function closed(schema: unknown): Record<string, unknown> {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    const walked = Object.fromEntries(Object.entries(value).map(([k, part]) => [k, walk(part)]));
    const isOpen = !("properties" in walked) || typeof walked["properties"] !== "object";
    return isOpen ? walked : { ...walked, additionalProperties: false };
  };
  return walk(schema) as Record<string, unknown>;
}
