/**
 * A target as the suite sees it: a way to send, a credential, a way to look, and the revision of
 * the contract it is held to. Nothing here judges.
 */

import type { Profile } from "../../simulators/contract/index.ts";
import { TOKEN_HEADER } from "../../simulators/contract/index.ts";
import type { Observation } from "./observation.ts";
import type { Transport } from "./transport.ts";

export interface Target {
  readonly transport: Transport;
  readonly profile: Profile;
  readonly token: string | undefined;
  readonly observation: Observation;
  /** How long an accepted report may take to be visible; 0: at once (ruling D-12). */
  readonly visibleWithinMs: number;
  /** Sent with every request, e.g. what a gateway wants. */
  readonly headers: readonly (readonly [string, string])[];
}

/** What a step shows as its credential. */
export type Credential =
  /** The right one; `header` spells the header's name in another case. */
  | { readonly kind: "valid"; readonly header?: string }
  | { readonly kind: "none" }
  | { readonly kind: "token"; readonly token: string }
  /** The right one with some of its characters replaced; it is never written down. */
  | { readonly kind: "altered"; readonly how: Alteration };

/**
 * `length`: nothing but the length is right; `half`: the first half is; `middle`: all but one
 * character; `shorter`, `longer`: one character less, one more; `case`: letters in the other case.
 */
export const ALTERATIONS = ["length", "half", "middle", "shorter", "longer", "case"] as const;

export type Alteration = (typeof ALTERATIONS)[number];

/** The headers that carry a credential. */
export function credentialHeaders(
  target: Target,
  credential: Credential,
): readonly (readonly [string, string])[] {
  const token = tokenOf(target, credential);
  if (token === undefined) return [];
  const name = credential.kind === "valid" ? (credential.header ?? TOKEN_HEADER) : TOKEN_HEADER;
  return [[name, token]];
}

function tokenOf(target: Target, credential: Credential): string | undefined {
  switch (credential.kind) {
    case "none":
      return undefined;
    case "token":
      return credential.token;
    case "valid":
      return target.token;
    case "altered":
      return target.token === undefined ? undefined : altered(target.token, credential.how);
  }
}

/** Another token for sure: each character that is to go becomes one that it is not. */
function altered(token: string, how: Alteration): string {
  if (how === "shorter") return token.slice(0, -1);
  if (how === "longer") return `${token}x`;
  if (how === "case") return otherCase(token);
  const middle = Math.floor(token.length / 2);
  const from = how === "length" ? 0 : middle;
  const to = how === "middle" ? middle + 1 : token.length;
  const changed = token.slice(from, to).replace(/./g, (c) => (c === "x" ? "y" : "x"));
  return token.slice(0, from) + changed + token.slice(to);
}

/** Letters in the other case; a token without letters gets one more character. */
function otherCase(token: string): string {
  const upper = token.toUpperCase();
  if (upper !== token) return upper;
  const lower = token.toLowerCase();
  return lower === token ? `${token}X` : lower;
}

/** A path with `{task_id}` replaced by the id, percent-encoded where it must be. */
export function taskPath(template: string, taskId: string): string {
  return template.replace("{task_id}", () => encodeURIComponent(taskId));
}
