/**
 * A counterexample as a shell script that anyone can run: exit status 0 FIXED, 1 FAILED, 3 ERROR,
 * as `headway replay`. The credential comes from `HEADWAY_TOKEN`.
 */

import { PROFILES, TOKEN_HEADER } from "../../simulators/contract/index.ts";
import { judgeBody } from "../../simulators/report/index.ts";
import type { Counterexample } from "./counterexample.ts";
import { type Body, bodyText, onlySend, type Send } from "./trial.ts";
import { stepPath } from "./trial-request.ts";

/** Shell pattern of the statuses that mean FIXED; undefined where a status does not decide. */
function fixedPattern(
  step: Send,
  profile: Counterexample["target"]["profile"],
): string | undefined {
  switch (step.want) {
    case "accepted":
      return "2??";
    case "success":
      return "200";
    case "refused":
      return "400|422";
    case "unreported":
      return "4??|30?";
    case "unauthorised":
      return "401|403";
    case "unauthorised-long":
      return "400|401|403|413|431|494";
    case "unknown-task":
    case "not-mine":
      return "400|403|404";
    case "answered":
      return "[1234]??";
    case "contract":
      return contractPattern(step, profile);
    case "json-error":
    case "alike":
    case "prompt":
    case "usual":
    case "steady":
    case "crowded":
    case "paced":
    case "discreet":
    case "uninjected":
    case "sober":
    case "readable":
      return undefined;
  }
}

function contractPattern(step: Send, profile: string): string | undefined {
  const text = bodyText(step.body);
  const known = PROFILES.find((candidate) => candidate.id === profile);
  if (text === undefined || known === undefined) return undefined;
  const { standing } = judgeBody(text, known);
  if (standing === "valid") return "2??";
  return standing === "invalid" ? "400|422" : "[1234]??";
}

/** A script that needs nothing but curl; undefined where curl cannot say it. */
export function curlScript(counterexample: Counterexample): string | undefined {
  const { trial, target, ids, confirmation } = counterexample;
  const step = onlySend(trial);
  if (step === undefined || target.embedded !== undefined) return undefined;
  // What shows at times only is asked for often, as a replay does.
  if (confirmation !== undefined && confirmation.violated < confirmation.runs) return undefined;
  // A signature, or a token that is fetched first, is more than curl can say.
  if (target.auth !== undefined && !["token", "none"].includes(target.auth)) return undefined;
  // What is altered comes from the token, which a script does not know.
  if (step.credential.kind === "altered") return undefined;
  if (step.framing !== undefined && step.framing !== "chunked") return undefined;
  if (step.faults !== undefined) return undefined;
  const fixed = fixedPattern(step, target.profile);
  if (fixed === undefined) return undefined;
  const { a = "", b = "" } = ids;
  const path = stepPath(step, { a, b, new: "00000000-0000-4000-8000-000000000000" });
  return `${heading(counterexample)}
target=\${HEADWAY_TARGET:-${quoted(target.url)}}
${bodyLine(step.body)}status=$(printf '%s' "$body" | ${decode(step.body)}curl --silent --show-error --path-as-is --max-time 30 \\
  --output /dev/null --write-out '%{http_code}' --request ${quoted(step.method)} \\
${headerLines(step)}${step.body === undefined ? "" : "  --data-binary @- \\\n"}  "$target"${quoted(path)}) || { echo "ERROR: no answer"; exit 3; }
case "$status" in
  ${fixed}) echo "FIXED: status $status"; exit 0 ;;
  *) echo "FAILED: status $status, want "${quoted(counterexample.expected)}; exit 1 ;;
esac
`;
}

/** A script that calls `headway replay`, for what takes more than one request. */
export function replayScript(
  counterexample: Counterexample,
  place: { readonly name: string; readonly home: string },
): string {
  return `${heading(counterexample)}
here=$(cd "$(dirname "$0")" && pwd)
cd "\${HEADWAY_HOME:-${place.home}}" && exec npx tsx cli.ts replay "$here/${place.name}.json" "$@"
`;
}

function heading(counterexample: Counterexample): string {
  return `#!/bin/sh
# ${counterexample.requirement}: ${oneLine(counterexample.statement)}
# wanted: ${oneLine(counterexample.expected)}
# got:    ${oneLine(counterexample.actual)}
# Exit status: 0 FIXED, 1 FAILED, 3 ERROR. The token is read from HEADWAY_TOKEN.
`;
}

function headerLines(step: Send): string {
  const lines = step.headers.map(
    ([name, value]) => `  --header ${quoted(`${name}: ${value}`)} \\\n`,
  );
  const { credential } = step;
  if (credential.kind === "valid") {
    lines.push(`  --header "${credential.header ?? TOKEN_HEADER}: \${HEADWAY_TOKEN-}" \\\n`);
  } else if (credential.kind === "token") {
    // curl takes "Name;" for a header without value and drops "Name:".
    const value =
      credential.token === "" ? `${TOKEN_HEADER};` : `${TOKEN_HEADER}: ${credential.token}`;
    lines.push(`  --header ${quoted(value)} \\\n`);
  }
  if (step.framing === "chunked") lines.push("  --header 'Transfer-Encoding: chunked' \\\n");
  return lines.join("");
}

/** Bodies that a shell cannot hold go through base64. */
function bodyLine(body: Body | undefined): string {
  if (body === undefined) return "body=\n";
  return `body=${quoted(plainText(body) ?? encoded(body))}\n`;
}

function decode(body: Body | undefined): string {
  return body === undefined || plainText(body) !== undefined ? "" : "base64 -d | ";
}

function plainText(body: Body): string | undefined {
  return "text" in body && !body.text.includes("\u0000") ? body.text : undefined;
}

function encoded(body: Body): string {
  return "base64" in body ? body.base64 : Buffer.from(body.text).toString("base64");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 200);
}
