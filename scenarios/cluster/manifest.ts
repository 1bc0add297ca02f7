/**
 * A load as Kubernetes objects for k6-operator (CRD k6.io/v1alpha1, v1.6): one ConfigMap with
 * bundle, settings and plans, and one TestRun. Pure. Secrets are referred to and never in it.
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
}

export interface ManifestFiles {
  readonly script: { readonly name: string; readonly text: string };
  /** By name. */
  readonly beside: Readonly<Record<string, string>>;
}

/** Throws OperatorError where the options are not what Kubernetes or a repeatable run needs. */
export function wantManifestOptions({ name, image, secret, cpu, memory }: ManifestOptions): void {
  const want = (place: string, value: string, pattern: RegExp, what: string): void => {
    if (!pattern.test(value)) throw new OperatorError(`${place}: got ${value}, want ${what}`);
  };
  want("name", name, NAME, "at most 40 of a-z, 0-9 and -, e.g. headway");
  want("secret", secret, NAME, "the name of a Secret, e.g. headway");
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
  const { name } = options;
  const data = { [files.script.name]: files.script.text, ...files.beside };
  const bytes = Object.entries(data).reduce(
    (sum, [key, text]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text),
    0,
  );
  if (bytes > CONFIG_MAP_BYTES_MAX) {
    throw new OperatorError(
      `cluster: bundle, settings and plans are ${bytes} bytes, a ConfigMap holds ${CONFIG_MAP_BYTES_MAX}; want fewer --plans`,
    );
  }
  const env = variablesOf(options, environment);
  const configMap = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data,
  } as const;
  return {
    apiVersion: "v1",
    kind: "List",
    items: [configMap, testRunOf(options, files.script.name, env)],
  } as const;
}

function testRunOf(
  { name, parallelism, image, cpu, memory }: ManifestOptions,
  file: string,
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
      script: { configMap: { name, file } },
      args: K6_FLAGS.filter((flag) => flag !== "--quiet"),
      quiet: "true",
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
