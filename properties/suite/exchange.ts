/** An exchange as it is kept: exact bytes out, what came back, and no secret in either. */

import { type Exchange, withoutSecrets } from "../../reports/evidence/index.ts";
import {
  describeFault,
  describeReply,
  type Header,
  type NetworkFault,
  type Reply,
  type WireRequest,
} from "../target/index.ts";

/** Most of a reply's body that is kept for the report, in characters. */
const BODY_SHOWN_MAX = 2000;

/** Shorter values of a header are none that was drawn from a real credential. */
const SECRET_LENGTH_MIN = 8;

/** A request and its reply as evidence; the credential's value stays out. */
export function exchangeOf(
  request: WireRequest,
  reply: Reply,
  about: {
    readonly role: string;
    readonly group: number | undefined;
    readonly secrets: readonly string[];
    /** Headers of the configuration: what they hold is the operator's, whatever their names. */
    readonly configured: readonly Header[];
  },
): Exchange {
  const { role, group, secrets, configured } = about;
  const { body } = request;
  // A credential that is almost right is almost as secret; "null" is not, and may stand anywhere.
  const sent = request.headers.flatMap(([name, value]) =>
    isSecret(name) && value.length >= SECRET_LENGTH_MIN ? [value] : [],
  );
  const shown =
    typeof body === "string"
      ? { text: body }
      : { base64: Buffer.from(body ?? new Uint8Array()).toString("base64") };
  return {
    role,
    method: request.method,
    path: request.path,
    headers: request.headers.map(([name, value]) => {
      const isHidden = isSecret(name) || configured.some(([n, v]) => n === name && v === value);
      return [name, isHidden ? `[${value.length} characters]` : value];
    }),
    ...(body === undefined ? {} : { body: shown }),
    ...(request.faults === undefined ? {} : { network: networkText(request.faults, reply) }),
    reply: describeReply(reply),
    ...(reply.kind === "complete" && reply.body !== ""
      ? { replyBody: withoutSecrets(reply.body, [...secrets, ...sent]).slice(0, BODY_SHOWN_MAX) }
      : {}),
    ...(group === undefined ? {} : { group }),
  };
}

/** What happened on the wire; of a reply that came whole all the same: what was to happen. */
function networkText(faults: readonly NetworkFault[], reply: Reply): string {
  return reply.kind === "cut" ? reply.what : faults.map((fault) => describeFault(fault)).join(", ");
}

function isSecret(header: string): boolean {
  return /auth|token|secret|key|cookie/i.test(header);
}
