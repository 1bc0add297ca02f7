/** An exchange as it is kept: exact bytes out, what came back, and no secret in either. */

import type { Exchange } from "../../reports/evidence/index.ts";
import { describeReply, type Reply, type WireRequest } from "../target/index.ts";

/** Most of a reply's body that is kept for the report, in characters. */
const BODY_SHOWN_MAX = 2000;

/** A request and its reply as evidence; the credential's value stays out. */
export function exchangeOf(
  request: WireRequest,
  reply: Reply,
  about: {
    readonly role: string;
    readonly group: number | undefined;
    readonly secrets: readonly string[];
  },
): Exchange {
  const { role, group, secrets } = about;
  const { body } = request;
  const shown =
    typeof body === "string"
      ? { text: body }
      : { base64: Buffer.from(body ?? new Uint8Array()).toString("base64") };
  return {
    role,
    method: request.method,
    path: request.path,
    headers: request.headers.map(([name, value]) => [name, redacted(name, value)]),
    ...(body === undefined ? {} : { body: shown }),
    reply: describeReply(reply),
    ...(reply.kind === "complete" && reply.body !== ""
      ? { replyBody: withoutSecrets(reply.body, secrets).slice(0, BODY_SHOWN_MAX) }
      : {}),
    ...(group === undefined ? {} : { group }),
  };
}

/** A target may echo what it was sent; the credential is never written down. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, "[credential]"), text);
}

function redacted(name: string, value: string): string {
  return /auth|token|secret|key|cookie/i.test(name) ? `[${value.length} characters]` : value;
}
