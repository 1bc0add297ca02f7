/** Refusals by status and by the endpoint's own code, of which k6 keeps few and short ones. Pure. */

import { plainJson } from "../../simulators/report/plain-json.ts";
import type { Reply } from "./replies.ts";

/** Names that one flush may carry, those of other codes apart. */
export const CODES_MAX = 20;

const CODE = /^[\w.-]{1,64}$/;

/**
 * `<status> <error_code>`; the status alone where the body, which k6 does not always keep, has no
 * code of at most 64 letters, digits, dots, dashes or underscores.
 */
export function codeName({ status, body }: Pick<Reply, "status" | "body">): string {
  const code = codeOf(body);
  return code === undefined ? String(status) : `${status} ${code}`;
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
