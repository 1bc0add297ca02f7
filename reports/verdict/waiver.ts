/**
 * A waiver: a failure that is known, by its requirement and the fingerprint of its cause, with a
 * reason, an owner and a last day. What it does to a verdict is decided from the run's evidence
 * alone, of which the waivers are a part, so that an old run is judged as it was.
 */

import type { Waiver } from "../evidence/schema.ts";
import type { JudgedRequirement, RequirementVerdict } from "./judged-run.ts";

/** The waivers a run was started with. */
export interface WaiverContext {
  readonly file: string;
  readonly entries: readonly Waiver[];
  /** Day of the run, as YYYY-MM-DD (UTC). */
  readonly day: string;
  /** Whether all trials were sent: absence proves nothing where some were left out. */
  readonly whole: boolean;
}

/** What neither satisfies a waiver nor makes one stale: it is not known whether it still fails. */
const OPEN: ReadonlySet<RequirementVerdict> = new Set(["INCONCLUSIVE", "VACUOUS", "HARNESS-ERROR"]);

/** The requirement with its waivers weighed; the same one where it has none. */
export function weighWaivers(
  requirement: JudgedRequirement,
  context: WaiverContext,
): JudgedRequirement {
  const waivers = context.entries.filter((waiver) => waiver.requirement === requirement.entry.id);
  if (waivers.length === 0) return requirement;
  const weighed = { ...requirement, waivers, waiversFile: context.file };
  if (OPEN.has(requirement.verdict)) return weighed;
  const expired = waivers.find(({ until }) => until < context.day);
  if (expired !== undefined) return stale(weighed, expiredText(expired, context));
  switch (requirement.verdict) {
    case "FAIL":
    case "FLAKY":
      return weighFailing(weighed, waivers);
    case "PASS":
    case "PASS-NONSTRICT":
      return weighPassing(weighed, waivers, context);
    default:
      return weighed;
  }
}

function weighFailing(
  requirement: JudgedRequirement,
  waivers: readonly Waiver[],
): JudgedRequirement {
  const { fingerprints, verdict, rate, reason } = requirement;
  const because = (text: string) => ({ ...requirement, reason: joined(reason, text) });
  if (fingerprints.length === 0) return because("its evidence keeps no cause, so no waiver fits");
  const listed = new Map(waivers.map((waiver) => [waiver.fingerprint, waiver]));
  const unlisted = fingerprints.filter((fingerprint) => !listed.has(fingerprint));
  if (unlisted.length > 0) return because(`not waived: ${unlisted.join(", ")}`);
  const used = fingerprints.flatMap((fingerprint) => listed.get(fingerprint) ?? []);
  // What is violated each time it is sent again is not flaky any more.
  const share = verdict === "FLAKY" ? (rate?.share ?? 1) : 1;
  const exceeded = used.find(({ flaky }) => flaky !== undefined && share > flaky.maxRate);
  if (exceeded?.flaky !== undefined) {
    return because(
      `its rate is ${percent(share)}, waived up to ${percent(exceeded.flaky.maxRate)}`,
    );
  }
  const text = used.map(waiverText).join("; ");
  return { ...requirement, verdict: "WAIVED", reason: joined(text, reason) };
}

function weighPassing(
  requirement: JudgedRequirement,
  waivers: readonly Waiver[],
  context: WaiverContext,
): JudgedRequirement {
  const { reason } = requirement;
  const steady = waivers.find(({ flaky }) => flaky === undefined);
  if (steady !== undefined && context.whole) {
    return stale(requirement, `it holds now; in ${context.file}, remove ${entryText(steady)}`);
  }
  const [first] = waivers;
  if (first === undefined) return requirement;
  const why = context.whole
    ? `waived as flaky until ${first.until}: not seen`
    : `waived until ${first.until}: not seen, but a PARTIAL run cannot tell that it is mended`;
  return { ...requirement, reason: joined(reason, why) };
}

function stale(requirement: JudgedRequirement, reason: string): JudgedRequirement {
  return { ...requirement, verdict: "STALE-WAIVER", reason };
}

function expiredText(waiver: Waiver, { file }: WaiverContext): string {
  return `its waiver expired after ${waiver.until}; mend the endpoint and, in ${file}, remove ${entryText(waiver)}, or give it a later "until"`;
}

function entryText({ requirement, fingerprint }: Waiver): string {
  return `the entry with "requirement": ${JSON.stringify(requirement)}, "fingerprint": ${JSON.stringify(fingerprint)}`;
}

function waiverText({ fingerprint, reason, owner, until }: Waiver): string {
  return `${fingerprint} is waived until ${until} by ${owner}: ${reason}`;
}

function joined(first: string | undefined, second: string | undefined): string {
  return [first, second].filter((text) => text !== undefined).join("; ");
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
