/** Variables that hold a credential: they are to be set where k6 runs, and are never written down. */
export function isSecretVariable(name: string): boolean {
  return /^(HEADWAY_|K6_|OTEL_)/.test(name);
}
