/**
 * How a load that no ConfigMap can hold comes onto a volume of the cluster: a pod that mounts the
 * claim, and kubectl, which copies into it. Pure. The claim itself is the operator's: which storage
 * all nodes can read, no manifest of ours knows.
 */

export interface CopyOptions {
  /** Of the TestRun. */
  readonly name: string;
  /** PersistentVolumeClaim that runners on all nodes can read. */
  readonly claim: string;
  readonly image: string;
}

/** Long enough for a copy by hand. @unit seconds */
const COPY_SECONDS = 3600;
/** Where k6-operator mounts a script's volume. @source k6-operator, pkg/types/script.go */
const MOUNTED = "/test";

/** The pod through which files are copied onto the claim; it ends by itself. */
export function copyPodOf({ name, claim, image }: CopyOptions) {
  const volume = "load";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: podName(name) },
    spec: {
      restartPolicy: "Never",
      containers: [
        {
          name: "copy",
          image,
          command: ["sleep", String(COPY_SECONDS)],
          volumeMounts: [{ name: volume, mountPath: MOUNTED }],
        },
      ],
      volumes: [{ name: volume, persistentVolumeClaim: { claimName: claim } }],
    },
  } as const;
}

/** Shell lines that put files, each under its own name, onto the claim. */
export function copyLines(
  { name }: Pick<CopyOptions, "name">,
  manifest: string,
  files: Readonly<Record<string, string>>,
): readonly string[] {
  const pod = podName(name);
  return [
    `kubectl apply -f ${manifest}`,
    `kubectl wait --for=condition=Ready --timeout=5m pod/${pod}`,
    ...Object.entries(files).map(([own, path]) => `kubectl cp ${path} ${pod}:${MOUNTED}/${own}`),
    `kubectl delete pod ${pod}`,
  ];
}

function podName(name: string): string {
  return `${name}-copy`;
}
