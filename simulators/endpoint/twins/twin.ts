/**
 * A twin: the reference endpoint with one flaw. Whatever tests endpoints has to tell it from the
 * reference, by the requirement that the flaw breaks.
 */

import type { FieldName } from "../../contract/index.ts";
import type { Policy } from "../policy.ts";

/** What a flaw is about; the canary has all of them. */
export type TwinFamily =
  | "fields"
  | "credentials"
  | "ids"
  | "state"
  | "overlap"
  | "http"
  /** What only a socket shows. */
  | "wire"
  /** What only a connection that breaks, or a network that repeats, shows. */
  | "network"
  /** What only a kill and a start show. */
  | "durability"
  /** What only many reports a second show. */
  | "load"
  | "canary";

/** One flaw, with its name and who finds it. */
export interface Twin {
  readonly id: string;
  /** What is wrong, in one sentence. */
  readonly statement: string;
  readonly family: TwinFamily;
  /** The one field that the flaw is about, where there is one. */
  readonly field?: FieldName;
  /** Ids of the requirements that the flaw breaks. */
  readonly caughtBy: readonly string[];
  /** The scenario that finds it, where load does. */
  readonly foundBy?: string;
  /** The correct policy with the flaw built in. */
  readonly policy: (correct: Policy) => Policy;
}
