/**
 * A load as Kubernetes objects for k6-operator (CRD k6.io/v1alpha1, v1.6): one ConfigMap with
 * bundle, settings and plans, or a volume's claim that they were copied to, and one TestRun. Pure.
 * Secrets are referred to and never in it.
 */

import { OperatorError } from "../../properties/target/index.ts";
import { K6_FLAGS } from "../k6/process.ts";
import { isSecretVariable } from "../secret-variables.ts";

/** What Kubernetes stores of one ConfigMap at most. @source Kubernetes, ConfigMap */
const CONFIG_MAP_BYTES_MAX = 1_048_576;
const NAME = /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/;
/** A tag or a digest that stays what it is. */
const PINNED = /(@sha256:[0-9a-f]{64}|:(?!latest$)[\w][\w.-]*)$/;
const CPU = /^\d+(\.\d+)?m?$/;
const MEMORY = /^\d+(Ki|Mi|Gi|K|M|G)?$/;

export interface ManifestOptions {
  /** Of the TestRun and of the ConfigMap. */
  readonly name: string;
  readonly parallelism: number;
  readonly image: string;
  /** Secret whose keys are the names of the credentials' variables. */
  readonly secret: string;
  /** Runners that are ready within this stretch of the wall clock begin as one. */
  readonly alignMs: number;
  /** Cores and memory of each runner, as Kubernetes writes them. */
  readonly cpu: string;
  readonly memory: string;
  /** PersistentVolumeClaim that has the files; none: a ConfigMap has them. */
  readonly claim?: string | undefined;
}

export interface ManifestFiles {
  readonly script: { readonly name: string; readonly text: string };
  /** By name. */
  readonly beside: Readonly<Record<string, string>>;
}

/** Throws OperatorError where the options are not what Kubernetes or a repeatable run needs. */
export function wantManifestOptions(options: ManifestOptions): void {
  const { name, image, secret, cpu, memory, claim } = options;
  const want = (place: string, value: string, pattern: RegExp, what: string): void => {
    if (!pattern.test(value)) throw new OperatorError(`${place}: got ${value}, want ${what}`);
  };
  want("name", name, NAME, "at most 40 of a-z, 0-9 and -, e.g. headway");
  want("secret", secret, NAME, "the name of a Secret, e.g. headway");
  if (claim !== undefined) want("claim", claim, NAME, "the name of a PersistentVolumeClaim");
  want("image", image, PINNED, "a pinned image, e.g. grafana/k6:2.2.0");
  want("cpu", cpu, CPU, "cores, e.g. 2 or 500m");
  want("memory", memory, MEMORY, "e.g. 1Gi");
}

/** The objects, in the order in which they are applied. Throws OperatorError where they are too large. */
export function manifestOf(
  options: ManifestOptions,
  files: ManifestFiles,
  environment: Readonly<Record<string, string>>,
) {
  const { name, claim } = options;
  const env = variablesOf(options, environment);
  const file = files.script.name;
  const script =
    claim === undefined
      ? { configMap: { name, file } }
      : { volumeClaim: { name: claim, file, readOnly: true } };
  const testRun = testRunOf(options, script, env);
  const items = claim === undefined ? [configMapOf(name, files), testRun] : [testRun];
  return { apiVersion: "v1", kind: "List", items } as const;
}

function configMapOf(name: string, files: ManifestFiles) {
  const data = { [files.script.name]: files.script.text, ...files.beside };
  const bytes = Object.entries(data).reduce(
    (sum, [key, text]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text),
    0,
  );
  if (bytes > CONFIG_MAP_BYTES_MAX) {
    throw new OperatorError(
      `cluster: bundle, settings and plans are ${bytes} bytes, a ConfigMap holds ${CONFIG_MAP_BYTES_MAX}; want fewer --plans, or a volume by --claim`,
    );
  }
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data } as const;
}

type Script =
  | { readonly configMap: { readonly name: string; readonly file: string } }
  | {
      readonly volumeClaim: {
        readonly name: string;
        readonly file: string;
        readonly readOnly: boolean;
      };
    };

function testRunOf(
  { name, parallelism, image, cpu, memory }: ManifestOptions,
  script: Script,
  env: ReturnType<typeof variablesOf>,
) {
  const resources = { requests: { cpu, memory }, limits: { cpu, memory } };
  const labels = { "headway/load": name };
  return {
    apiVersion: "k6.io/v1alpha1",
    kind: "TestRun",
    metadata: { name },
    spec: {
      parallelism,
      script,
      args: K6_FLAGS.filter((flag) => flag !== "--quiet"),
      quiet: "true",
      // Some versions of the operator take a mesh's wrapper for granted, which k6's image lacks.
      scuttle: { enabled: "false" },
      initializer: { image, env },
      runner: {
        image,
        env,
        resources,
        metadata: { labels },
        // One node that is short of CPU would make all runners on it late.
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: "kubernetes.io/hostname",
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: labels },
          },
        ],
      },
    },
  } as const;
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

function variablesOf(
  { secret }: ManifestOptions,
  environment: Readonly<Record<string, string>>,
): readonly Variable[] {
  const given = { GOGC: "200", ...environment };
  return [
    { name: "HEADWAY_SETTINGS", value: "./settings.json" },
    ...Object.entries(given).map(
      ([name, value]): Variable =>
        isSecretVariable(name)
          ? { name, valueFrom: { secretKeyRef: { name: secret, key: name } } }
          : { name, value },
    ),
  ];
}
