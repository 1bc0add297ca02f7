/** Refusals by status and by the endpoint's own code, of which k6 keeps few and short ones. Pure. */

import { plainJson } from "../../simulators/report/plain-json.ts";
import type { Reply } from "./replies.ts";

/** Names that one flush may carry, those of other codes apart. */
export const CODES_MAX = 20;

const CODE = /^[\w.-]{1,64}$/;
/** A shorter text is no secret, and stands in a header by chance. */
const SECRET_LENGTH_MIN = 6;

/**
 * `<status> <error_code>`; the status alone where the body, which k6 does not always keep, has no
 * code of at most 64 letters, digits, dots, dashes or underscores, or repeats a credential.
 */
export function codeName({ status, body, request }: RefusedReply): string {
  const code = codeOf(body);
  return code === undefined || isCredential(code, request) ? String(status) : `${status} ${code}`;
}

type RefusedReply = Pick<Reply, "status" | "body" | "request">;

/** Whether a text is one of the request's headers, or a part of it. */
function isCredential(text: string, request: Reply["request"]): boolean {
  if (request === undefined || text.length < SECRET_LENGTH_MIN) return false;
  return Object.values(request.headers).some((values) => String(values).includes(text));
}

function codeOf(body: unknown): string | undefined {
  if (typeof body !== "string") return undefined;
  const value = plainJson(body);
  if (typeof value !== "object" || value === null) return undefined;
  const code = (value as Readonly<Record<string, unknown>>)["error_code"];
  return typeof code === "string" && CODE.test(code) ? code : undefined;
}

/** Counts one refusal; beyond CODES_MAX names it is one of its status's other codes. */
export function countCode(codes: Record<string, number>, reply: Reply): void {
  const name = codeName(reply);
  const isRoom = codes[name] !== undefined || Object.keys(codes).length < CODES_MAX;
  const counted = isRoom ? name : `${reply.status} other codes`;
  codes[counted] = (codes[counted] ?? 0) + 1;
}
