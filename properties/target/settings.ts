/** What flags, environment and configuration file may say of a target, before it is understood. */

/** What all three places may say, as text; the file may nest it. */
export interface Settings {
  readonly target?: string | undefined;
  readonly twin?: string | undefined;
  readonly profile?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly tasks?: string | undefined;
  readonly observe?: string | undefined;
  readonly visibleWithin?: string | undefined;
  readonly timeout?: string | undefined;
  readonly auth?: string | undefined;
  readonly ca?: string | undefined;
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly proxy?: string | undefined;
  readonly foreignTask?: string | undefined;
  readonly traceparent?: boolean | undefined;
  readonly store?: string | undefined;
  readonly restartCommand?: string | undefined;
  readonly restartWithin?: string | undefined;
  readonly faults?: string | undefined;
  readonly security?: string | undefined;
  readonly allowHost?: readonly string[] | undefined;
  readonly minTested?: string | undefined;
  readonly catalogue?: string | undefined;
}
