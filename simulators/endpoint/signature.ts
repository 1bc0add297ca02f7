/** Whether a request is signed by a key: right signature, known key, a date that is near enough. */

import { createHash, createHmac } from "node:crypto";
import {
  CLOCK_SKEW_MS_MAX,
  DATE_HEADER,
  type Hashing,
  isSignedBy,
  parseAuthorization,
  type SigningKey,
} from "../auth/index.ts";
import { headerValues, type Request } from "./http.ts";
import type { Credential } from "./policy.ts";

const HASHING: Hashing = {
  sha256: (content) => createHash("sha256").update(content).digest("hex"),
  hmacSha256: (key, text) => createHmac("sha256", key).update(text).digest("hex"),
};

/** The verdict on an Authorization header; undefined where the request has none. */
export function checkSignature(
  request: Request,
  key: SigningKey,
  nowMs: number,
): Credential | undefined {
  const [header] = headerValues(request.headers, "authorization");
  if (header === undefined) return undefined;
  const refused = (found: string): Credential => ({ kind: "refused", found, isMissing: false });
  const signature = parseAuthorization(header);
  if (signature === undefined) return refused("an Authorization header of another form");
  if (signature.access !== key.access) return refused("an unknown access key");
  const [date = ""] = headerValues(request.headers, DATE_HEADER.toLowerCase());
  const offMs = Math.abs(nowMs - timeOf(date));
  if (!(offMs <= CLOCK_SKEW_MS_MAX)) return refused("a signature of another time");
  const { body } = request;
  const what = {
    method: request.method,
    path: request.target.split("?")[0] ?? "",
    headers: request.headers,
    body: body.kind === "text" ? body.text : body.kind === "none" ? "" : body.bytes,
  };
  return isSignedBy(what, signature, key.secret, HASHING)
    ? { kind: "admitted" }
    : refused("a signature that does not match");
}

/** Milliseconds since 1970 of `yyyyMMddTHHmmssZ`; NaN for anything else. */
function timeOf(date: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
