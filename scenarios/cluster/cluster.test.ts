/**
 * A load written down for k6-operator, played from the very files by a stand-in of its runners and
 * starter, gathered through a stand-in of kubectl and judged.
 */

import { spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
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
const ALIGN_MS = 1000;
const HALF_MS = 1500;
const root = mkdtempSync(join(tmpdir(), "headway-cluster-"));
const OPTIONS = {
  name: "fleet",
  parallelism: 2,
  image: "grafana/k6:2.2.0",
  secret: "endpoint",
  alignMs: ALIGN_MS,
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
const configMap = v.strictObject({
  apiVersion: v.literal("v1"),
  kind: v.literal("ConfigMap"),
  metadata: v.strictObject({ name: v.string() }),
  data: v.record(v.pipe(v.string(), v.regex(/^[-._a-zA-Z0-9]+$/)), v.string()),
});
const testRunWith = <S extends v.GenericSchema>(script: S) =>
  v.looseObject({
    kind: v.literal("TestRun"),
    spec: v.looseObject({
      parallelism: v.number(),
      script,
      args: v.array(v.string()),
      initializer: pod,
      runner: pod,
    }),
  });
const list = { apiVersion: v.literal("v1"), kind: v.literal("List") };
const mapped = v.strictObject({ name: v.string(), file: v.string() });
const mappedSchema = v.strictObject({
  ...list,
  items: v.strictTuple([configMap, testRunWith(v.strictObject({ configMap: mapped }))]),
});
const claimed = v.strictObject({ name: v.string(), file: v.string(), readOnly: v.boolean() });
const claimedSchema = v.strictObject({
  ...list,
  items: v.strictTuple([testRunWith(v.strictObject({ volumeClaim: claimed }))]),
});
const copyPodSchema = v.strictObject({
  apiVersion: v.literal("v1"),
  kind: v.literal("Pod"),
  metadata: v.strictObject({ name: v.string() }),
  spec: v.strictObject({
    restartPolicy: v.literal("Never"),
    containers: v.strictTuple([
      v.strictObject({
        name: v.string(),
        image: v.string(),
        command: v.array(v.string()),
        volumeMounts: v.strictTuple([v.strictObject({ name: v.string(), mountPath: v.string() })]),
      }),
    ]),
    volumes: v.strictTuple([
      v.strictObject({
        name: v.string(),
        persistentVolumeClaim: v.strictObject({ claimName: v.string() }),
      }),
    ]),
  }),
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

/** A rendered run's folder, with what was printed. */
async function rendered(...more: readonly string[]): Promise<{ folder: string; lines: string[] }> {
  const folder = join(mkdtempSync(join(root, "render-")), "run");
  const { tasks: ids } = endpoint ?? {};
  if (ids?.kind !== "range") throw new Error("want the endpoint's own tasks");
  const tasks = `range:${ids.prefix}{${ids.from}..${ids.to}}${ids.suffix}`;
  const words = `cluster render steady --target ${endpoint?.url} --tasks ${tasks} --observe none --agents 6 --interval 200ms --duration ${2 * HALF_MS}ms --parallelism 2 --name fleet --secret endpoint --align 1s --out ${folder}`;
  const ended = await headway(...words.split(" "), ...more);
  expect(ended.err).toBe("");
  expect(ended.out).toMatch(/kubectl apply -f .*manifest.json\n.*cluster collect/);
  return { folder, lines: ended.out.trim().split("\n") };
}

/** The volume as the runners see it, and what they are told. */
function mountedFrom({ folder, lines }: { folder: string; lines: readonly string[] }) {
  const mounted = join(folder, "mounted");
  mkdirSync(mounted);
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  if (v.is(mappedSchema, manifest)) {
    const [map, run] = manifest.items;
    for (const [name, text] of Object.entries(map.data)) writeFileSync(join(mounted, name), text);
    return { mounted, spec: run.spec, file: run.spec.script.configMap.file };
  }
  const [run] = v.parse(claimedSchema, manifest).items;
  const copyPod = v.parse(
    copyPodSchema,
    JSON.parse(readFileSync(join(folder, "copy.json"), "utf8")),
  );
  const { name, file } = run.spec.script.volumeClaim;
  expect(copyPod.spec.volumes[0].persistentVolumeClaim.claimName).toBe(name);
  for (const line of lines) {
    const [, path, pod, own] = /^kubectl cp (\S+) (\S+):\/test\/(\S+)$/.exec(line) ?? [];
    if (path === undefined || own === undefined) continue;
    expect(pod).toBe(copyPod.metadata.name);
    copyFileSync(path, join(mounted, own));
  }
  return { mounted, spec: run.spec, file };
}

/** What the operator does: files mounted, runners paused, told to go one after the other. */
async function playAsOperator(
  given: { folder: string; lines: readonly string[] },
  killed?: number,
): Promise<string> {
  const { folder } = given;
  const { mounted, spec, file } = mountedFrom(given);
  const env: Record<string, string> = {};
  for (const { name, value } of spec.runner.env) env[name] = value ?? TOKEN;
  const addresses = await freeAddresses(spec.parallelism);
  const children = segmentsOf(spec.parallelism).map((part, place) => {
    const log = openSync(join(folder, `pod-${place + 1}.log`), "w");
    const flags = ["--quiet", ...segmentFlags(part), ...spec.args];
    const script = join(mounted, file);
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
  if (killed !== undefined) setTimeout(() => children[killed]?.kill("SIGKILL"), ALIGN_MS + HALF_MS);
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
      const given = await rendered();
      const { folder } = given;
      expect(readFileSync(join(folder, "manifest.json"), "utf8")).not.toContain(TOKEN);
      const kubectl = await playAsOperator(given);
      const ended = await headway("cluster", "collect", folder, "--kubectl", kubectl);
      expect(`${ended.out}${ended.err}`).not.toMatch(/evidence is missing|generator failed/);
      expect(ended.out).toMatch(/2 segments, begun within \d+ ms/);
      // The same once more, however it came: what was gathered before, and a log of it. Twice is once.
      const from = ["--from", `${folder}/pod-2.log`, folder];
      const again = await headway("cluster", "collect", folder, ...from);
      expect(again.status).toBe(ended.status);
      expect(again.out).toMatch(/segment 2 of 2: \d+ flushes came again, counted once/);
    },
    TEST_MS_MAX,
  );

  it(
    "on a volume is INVALID when a runner is killed at half time, or its log does not come",
    async () => {
      const given = await rendered("--claim", "loads");
      const { folder } = given;
      const kubectl = await playAsOperator(given, 1);
      const ended = await headway("cluster", "collect", folder, "--kubectl", kubectl);
      expect(ended.status).toBe(4);
      expect(ended.out).toMatch(
        /pod-2 ended with 137.*segment 2 of 2: the last flush is missing; 3 of 6 agents \(50 %\)/,
      );
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
    for (const claim of [undefined, "loads"]) {
      const testRun = manifestOf({ ...OPTIONS, claim }, files, { HEADWAY_TOKEN: TOKEN }).items.at(
        -1,
      );
      valid(testRun);
      expect(valid.errors ?? []).toEqual([]);
      expect(valid({ ...testRun, spec: { ...OPTIONS, paralelism: 2 } })).toBe(false);
    }
  });

  it("refers to secrets and holds none", () => {
    const list = manifestOf(OPTIONS, files, { HEADWAY_TOKEN: TOKEN, GOGC: "100" });
    const { items } = v.parse(mappedSchema, list);
    expect(JSON.stringify(list)).not.toContain(TOKEN);
    expect(items[1].spec.runner.env).toEqual([
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
    expect(() => manifestOf(OPTIONS, large, {})).toThrow(
      /a ConfigMap holds 1048576.*--plans.*--claim/,
    );
    const onVolume = manifestOf({ ...OPTIONS, claim: "loads" }, large, {});
    const script = { volumeClaim: { name: "loads", file: "steady.js", readOnly: true } };
    expect(v.parse(claimedSchema, onVolume).items[0].spec.script).toEqual(script);
    expect(() => wantManifestOptions({ ...OPTIONS, claim: "A_b" })).toThrow(/claim: got A_b/);
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
