/** What `k6 version` prints, read. */

/** Version of k6 that the module in `module/` pins. */
export const PINNED_K6 = "2.2.0";

/** Version of k6pack that the module in `k6pack/` pins. */
export const PINNED_K6PACK = "0.1.5";

/** Older ones lack the modes that keep memory flat. */
const LEAST = [1, 8] as const;

export interface K6Version {
  /** Without the leading v. */
  readonly version: string;
  /** Paths of the modules of the extensions compiled in. */
  readonly extensions: readonly string[];
}

/** Reads the output of `k6 version`; undefined when it is none. */
export function parseVersion(text: string): K6Version | undefined {
  const match = /^k6(?:\.exe)? v(\d+\.\d+\.\d+\S*)/m.exec(text);
  if (match?.[1] === undefined) return undefined;
  const extensions = [...text.matchAll(/^\s+(\S+\/\S+) v\S+, /gm)].map((found) => found[1] ?? "");
  return { version: match[1].replace(/,$/, ""), extensions };
}

/** Whether a k6 of that version can play our scenarios. */
export function isSuitable(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
}

/** Whether a k6 bundles TypeScript itself: it has xk6-ts, whoever published it. */
export function bundlesTypeScript(extensions: readonly string[]): boolean {
  return extensions.some((path) => /\/xk6-ts$/.test(path));
}
