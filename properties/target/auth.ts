/**
 * How requests to a target prove who sends them: a token that was given or is fetched from IAM, a
 * signature by a key, or nothing. Each can also show a credential that is wrong on purpose.
 */

import { createHash, createHmac } from "node:crypto";
import {
  authorization,
  DATE_HEADER,
  type Hashing,
  type Signable,
  type SigningKey,
  signingDate,
} from "../../simulators/auth/index.ts";
import { TOKEN_HEADER } from "../../simulators/contract/index.ts";
import type { WireRequest } from "./transport.ts";

/** What a step shows as its credential. */
export type Credential =
  /** The right one; `header` spells the header's name in another case. */
  | { readonly kind: "valid"; readonly header?: string }
  | { readonly kind: "none" }
  /** A wrong token; where it is the right one by chance, another of its length. */
  | { readonly kind: "token"; readonly token: string }
  /** The right token with some of its characters replaced; it is never written down. */
  | { readonly kind: "altered"; readonly how: Alteration }
  /** A signature that is wrong in one thing. */
  | { readonly kind: "signature"; readonly how: SignatureFlaw };

/**
 * `length`: nothing but the length is right; `half`: the first half is; `middle`: all but one
 * character; `shorter`, `longer`: one character less, one more; `case`: letters in the other case;
 * `quoted`: in quotes.
 */
export const ALTERATIONS = [
  "length",
  "half",
  "middle",
  "shorter",
  "longer",
  "case",
  "quoted",
] as const;
export type Alteration = (typeof ALTERATIONS)[number];

/** By another secret, over another body or path, or right and twenty minutes old. */
export const SIGNATURE_FLAWS = ["secret", "body", "path", "date"] as const;
export type SignatureFlaw = (typeof SIGNATURE_FLAWS)[number];

export type Header = readonly [name: string, value: string];

export interface Auth {
  /** `unchecked`: something may be sent, but nobody looks at it. */
  readonly kind: "token" | "signature" | "none" | "unchecked";
  /** The headers that carry a credential. `request` is complete but for them; its path is raw. */
  headers(credential: Credential, request: WireRequest): readonly Header[];
  /** What must never be written down, as it is now. */
  secrets(): readonly string[];
  /** Why there is no credential, where one was to be fetched. */
  readonly problem?: () => string | undefined;
  /** Gets another credential after one was refused with 401; false: there is no better one. */
  readonly renew?: (refused: string | undefined, signal: AbortSignal) => Promise<boolean>;
}

/** Older than gateways take. @unit milliseconds */
const OLD_SIGNATURE_MS = 20 * 60_000;

const HASHING: Hashing = {
  sha256: (content) => createHash("sha256").update(content).digest("hex"),
  hmacSha256: (key, text) => createHmac("sha256", key).update(text).digest("hex"),
};

/** Nothing is sent but what a trial wants to be wrong. */
export const NO_AUTH: Auth = {
  kind: "none",
  headers: (credential) => (credential.kind === "token" ? [[TOKEN_HEADER, credential.token]] : []),
  secrets: () => [],
};

/** The token, or what a trial wants in its place. `current` gives the token of now. */
export function tokenAuth(
  current: () => string | undefined,
  more: Partial<Pick<Auth, "kind" | "problem" | "renew">> = {},
): Auth {
  return {
    kind: "token",
    headers: (credential) => {
      const token = tokenFor(credential, current());
      const name = credential.kind === "valid" ? (credential.header ?? TOKEN_HEADER) : TOKEN_HEADER;
      return token === undefined ? [] : [[name, token]];
    },
    secrets: () => [current() ?? ""].filter((secret) => secret !== ""),
    ...more,
  };
}

/** What signs requests, and the headers that go with it. */
export interface SigningCredential extends SigningKey {
  /** Of temporary keys. */
  readonly securityToken?: string | undefined;
  readonly projectId?: string | undefined;
}

/** A signature over each request. `host` is the Host header that the transport sends. */
export function signatureAuth(
  key: SigningCredential,
  place: { readonly host: string; readonly basePath: string; readonly nowMs?: () => number },
): Auth {
  const nowMs = place.nowMs ?? Date.now;
  return {
    kind: "signature",
    headers: (credential, request) => {
      if (credential.kind === "none" || credential.kind === "altered") return [];
      if (credential.kind === "token") return [[TOKEN_HEADER, credential.token]];
      return signed(key, request, place, {
        flaw: credential.kind === "signature" ? credential.how : undefined,
        nowMs: nowMs(),
      });
    },
    secrets: () =>
      [key.secret, key.access, key.securityToken ?? ""].filter((secret) => secret !== ""),
  };
}

function signed(
  key: SigningCredential,
  request: WireRequest,
  place: { readonly host: string; readonly basePath: string },
  { flaw, nowMs }: { readonly flaw: SignatureFlaw | undefined; readonly nowMs: number },
): readonly Header[] {
  const at = new Date(flaw === "date" ? nowMs - OLD_SIGNATURE_MS : nowMs);
  const own: Header[] = [[DATE_HEADER, signingDate(at.toISOString())]];
  if (key.securityToken !== undefined) own.push(["X-Security-Token", key.securityToken]);
  if (key.projectId !== undefined) own.push(["X-Project-Id", key.projectId]);
  const { path } = request;
  const body = request.body ?? "";
  const what: Signable = {
    method: request.method,
    path: `${place.basePath}${flaw === "path" ? `/other${path}` : path}`.split("?")[0] ?? "",
    headers: [...request.headers, ["Host", place.host], ...own],
    body: flaw === "body" ? Buffer.concat([Buffer.from(body), Buffer.from(" ")]) : body,
  };
  const signing = flaw === "secret" ? { ...key, secret: `${key.secret}x` } : key;
  const names = ["host", ...own.map(([name]) => name.toLowerCase())];
  return [...own, ["Authorization", authorization(what, signing, names, HASHING)]];
}

function tokenFor(credential: Credential, token: string | undefined): string | undefined {
  switch (credential.kind) {
    case "none":
    case "signature":
      return undefined;
    case "token":
      // An operator's token may be any text, that of a wrong one among them.
      return credential.token === token ? altered(token, "length") : credential.token;
    case "valid":
      return token;
    case "altered":
      return token === undefined ? undefined : altered(token, credential.how);
  }
}

/** Another token for sure: each character that is to go becomes one that it is not. */
function altered(token: string, how: Alteration): string {
  if (how === "shorter") return token.slice(0, -1);
  if (how === "longer") return `${token}x`;
  if (how === "case") return otherCase(token);
  if (how === "quoted") return `"${token}"`;
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
