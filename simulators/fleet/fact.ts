/** A number of a fleet, beside the published one that it is held against. */
export interface Fact {
  readonly what: string;
  /** As the source states it, or that it is silent. */
  readonly published: string;
  readonly fleet: string;
  /** "assumed": nothing is published to hold it against. */
  readonly standing: "agrees" | "differs" | "assumed";
}
