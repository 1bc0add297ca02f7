/**
 * The cheap half of the read-back's judge. The exact reader costs milliseconds in k6's engine, so
 * what is plainly the report that was sent is let through by the engine's own JSON.parse. It says
 * yes only where that parse loses nothing that matters: equal text, equal doubles, equal integers
 * below 2^53. Everything else is left to the exact judge.
 *
 * Not noticed: an integer shown with a fraction too small for a double.
 */

import type { Profile } from "../../simulators/contract/index.ts";
import { plainJson } from "../../simulators/report/plain-json.ts";

/** Whether the value at `pointer` in an answer is plainly the report that was sent. */
export function isPlainlyRight(
  text: string,
  sentBody: string,
  context: { readonly pointer: string; readonly profile: Profile },
): boolean {
  if (context.pointer === "" && text === sentBody) return true;
  const sent = plainJson(sentBody);
  let shown = plainJson(text);
  for (const step of context.pointer.split("/").slice(1)) {
    if (!isRecord(shown)) return false;
    shown = shown[step.replace(/~1/g, "/").replace(/~0/g, "~")];
  }
  if (!isRecord(shown) || !isRecord(sent)) return false;
  for (const field of context.profile.fields) {
    const want = sent[field.name];
    if (want !== shown[field.name] || (typeof want === "object" && want !== null)) return false;
    if (typeof want === "number" && field.type !== "double" && !Number.isSafeInteger(want)) {
      return false;
    }
  }
  return true;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
