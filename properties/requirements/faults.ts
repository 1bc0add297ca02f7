/**
 * Networks that break, hold up, cut up and repeat what goes through them. Of a report that was cut
 * before its end nothing counts; of one whose reply did not come nobody can say whether it counts, so
 * both are right, until a look shows which. All else goes on as if nothing had been.
 *
 * Not verified: connections that are kept open and used again, and what TLS makes of a cut (see
 * `faulty-transport.ts`).
 */

import * as fc from "fast-check";
import type { Profile } from "../../simulators/contract/index.ts";
import { ANOMALIES, type AnomalyKind } from "../model/anomalies.ts";
import { look, report, type Step, setup, type Trial } from "../suite/trial.ts";
import { CUT_WAYS, type NetworkFault } from "../target/index.ts";
import { numberedReport } from "./races.ts";
import { type Need, type Requirement, requirement } from "./requirement.ts";

const NEEDS: readonly Need[] = ["direct connection", "network faults"];
const COMMON = {
  table: "Meaning: the report a task keeps" as const,
  basis: "adopted" as const,
  since: "6",
  breaks: true,
};

/** One drawn trial is half a dozen requests, and each cut one takes a connection and a proxy. */
const FAULTS_SHARE = 0.2;
const NONCES = 1_000_000;
/** Long beside a report on loopback, short beside any time limit of a server. @unit milliseconds */
const DELAYS_MS = [20, 60];
/** By then an endpoint has seen a connection end, and done what it does then. @unit milliseconds */
const LATE_MS = 40;
/** How long a connection lives on while the endpoint may be at work. @unit milliseconds */
const LIVES_MS = [2, 5, 12];

const CUTS_INSIDE: readonly NetworkFault[] = CUT_WAYS.flatMap((how) => [
  ...[50, 80, 99].map((percent) => ({ kind: "cut", place: "body", percent, how }) as const),
  ...[0, 20].map((percent) => ({ kind: "cut", place: "body", percent, how }) as const),
  ...[0, 50, 99].map((percent) => ({ kind: "cut", place: "head", percent, how }) as const),
]);
const CUTS_AFTER: readonly NetworkFault[] = CUT_WAYS.flatMap((how) => [
  { kind: "cut", place: "whole", percent: 0, how },
  ...[0, 13, 60].map((percent) => ({ kind: "cut", place: "reply", percent, how }) as const),
]);
const CUTS = [...CUTS_AFTER, ...CUTS_INSIDE];
const CUTS_AT_WORK: readonly NetworkFault[] = CUT_WAYS.flatMap((how) =>
  LIVES_MS.map((afterMs) => ({ kind: "cut", place: "whole", percent: 0, how, afterMs }) as const),
);

/** A report by what the network does to it, a look by its name; what is late waits before. */
type FaultStep = readonly NetworkFault[] | `${"" | "late "}${"report" | "look"}`;

export const FAULTS: readonly Requirement[] = [
  watching("partial", {
    id: "faults/part-unseen",
    statement: "A report whose connection ends before all of it has come changes nothing.",
    source: "RFC 9112 §8: a message that breaks off is incomplete; PUT replaces by a whole report",
    cuts: CUTS_INSIDE,
    steps: (cut) => [["report", [cut], "late look", "report", "look"]],
  }),
  watching("torn", {
    id: "faults/unanswered-whole",
    statement: "A report whose reply does not come through counts whole or not at all.",
    source: "clients cannot know whether it counts; PUT replaces by a whole report",
    cuts: [...CUTS_AFTER, ...CUTS_AT_WORK],
    steps: (cut) => [["report", [cut], "look", "late look"]],
  }),
  watching("lost", {
    id: "faults/acknowledged-kept",
    statement: "What was acknowledged is not lost when a connection breaks before or after it.",
    source: "agents and proxies lose connections at any time; the last completed report counts",
    cuts: CUTS,
    steps: (cut) => [
      ["report", "report", [cut], "late look"],
      ["report", [cut], "late report", "late look"],
    ],
  }),
  watching("stale", {
    id: "faults/none-returns",
    statement: "A report that was overtaken does not come back after a connection broke.",
    source: "a report counts once, whoever sends or stores it again after a fault",
    cuts: CUTS_AFTER,
    steps: (cut) => [["report", [cut], "late look", "report", "look", "late look"]],
  }),
  watching("phantom", {
    id: "faults/only-sent",
    statement: "After a connection broke a task shows no report that nobody sent.",
    source: "a fault of the network is no report",
    cuts: CUTS,
    steps: (cut) => [["report", [cut], "look", "late look"]],
  }),
  requirement({
    ...COMMON,
    id: "faults/recovers",
    statement: "After connections broke, the next report is accepted as ever.",
    ruling: "D-08, D-21",
    source: "a client that got no reply sends its report again",
    needs: NEEDS,
    alone: true,
    trials: ({ profile, observes }) => [
      // These first: of those without a pause some are seen too late to show in the trial itself.
      ...CUTS.filter(isWithinBody).map((cut, n) => {
        return recovering(profile, 150 + n, { cuts: [cut], delayMs: LATE_MS, observes });
      }),
      ...CUTS.map((cut, n) => recovering(profile, 100 + n, { cuts: [cut], delayMs: 0, observes })),
      recovering(profile, 200, { cuts: CUTS_AFTER, delayMs: LATE_MS, observes }),
      recovering(profile, 201, { cuts: CUTS_INSIDE, delayMs: LATE_MS, observes }),
    ],
  }),
  requirement({
    ...COMMON,
    id: "faults/slow-network",
    statement:
      "A report that is held up on its way, or comes in small pieces, counts like every other.",
    ruling: "D-21",
    source: "RFC 9112 §2: a message is its bytes, whenever they come",
    needs: NEEDS,
    trials: ({ profile, observes }) =>
      slowNetworks().map((fault, n) => bent(profile, 300 + n, { fault, observes })),
    random: ({ profile, observes }) =>
      fc
        .record({ nonce: nonces(), fault: fc.oneof(delays(), slices()) })
        .map(({ nonce, fault }) => bent(profile, nonce, { fault, observes })),
    drawnShare: FAULTS_SHARE,
  }),
  requirement({
    ...COMMON,
    id: "faults/repeat-harmless",
    statement: "A report that reaches the endpoint twice, over two connections, counts once.",
    ruling: "D-04, D-21",
    source: "proxies and clients send again what they got no reply to; PUT is idempotent",
    needs: [...NEEDS, "plain connection"],
    trials: ({ profile, observes }) =>
      Array.from({ length: 8 }, (_, n) => {
        return bent(profile, 400 + n, { fault: { kind: "duplicate" }, goesOn: true, observes });
      }),
  }),
];

/** A requirement that watches the history of a task for one anomaly. */
function watching(
  anomaly: AnomalyKind,
  given: Pick<Requirement, "id" | "statement" | "source"> & {
    readonly cuts: readonly NetworkFault[];
    readonly steps: (cut: NetworkFault) => readonly (readonly FaultStep[])[];
  },
): Requirement {
  const { id, statement, source, cuts, steps } = given;
  // Requirements draw from one seed: without their own part they would draw the same reports.
  const own = (ANOMALIES.indexOf(anomaly) + 1) * (NONCES + 1);
  return requirement({
    ...COMMON,
    id,
    statement,
    source: `${source}; the anomaly is called ${anomaly}`,
    ruling: "D-04, D-21",
    needs: ["observation", ...NEEDS],
    watches: anomaly,
    trials: ({ profile }) =>
      cuts
        .flatMap(steps)
        .map((all, n) => faultTrial(profile, own + n, { watch: [anomaly], steps: all })),
    random: ({ profile }) => {
      const cut = cutAnywhere(cuts);
      const step: fc.Arbitrary<FaultStep> = fc.oneof(
        { weight: 3, arbitrary: fc.tuple(cut) },
        { weight: 2, arbitrary: fc.constant("report") },
        { weight: 2, arbitrary: fc.constantFrom("look", "late look") },
      );
      return fc
        .record({
          nonce: nonces(),
          shape: cut.chain((drawn) => fc.constantFrom(...steps(drawn))),
          more: fc.array(step, { maxLength: 5 }),
        })
        .map(({ nonce, shape, more }) => {
          const all = [...shape.slice(0, -1), ...more, "late look" as const];
          return faultTrial(profile, own + nonce, { watch: [anomaly], steps: all });
        });
    },
    drawnShare: FAULTS_SHARE,
  });
}

/** The trial of such steps, each report another one. */
function faultTrial(
  profile: Profile,
  nonce: number,
  given: { readonly watch: readonly AnomalyKind[]; readonly steps: readonly FaultStep[] },
): Trial {
  let number = 0;
  const steps = given.steps.map((step): Step => {
    const late = typeof step === "string" && step.startsWith("late") ? { delayMs: LATE_MS } : {};
    if (step === "look" || step === "late look") return look("a", late);
    const body = numberedReport(profile, { nonce, number: number++ });
    return setup(body, typeof step === "string" ? late : { faults: step });
  });
  return { title: "reports over a network that breaks", watch: given.watch, steps };
}

/** Reports that are cut, and one that has to be taken. */
function recovering(
  profile: Profile,
  nonce: number,
  given: {
    readonly cuts: readonly NetworkFault[];
    /** Between the last cut and the report. @unit milliseconds */
    readonly delayMs: number;
    readonly observes: boolean;
  },
): Trial {
  const cut = given.cuts.map((fault, i) => {
    return setup(numberedReport(profile, { nonce, number: i }), { faults: [fault] });
  });
  const last = report(numberedReport(profile, { nonce, number: cut.length }), {
    want: "accepted",
    ...(given.delayMs === 0 ? {} : { delayMs: given.delayMs }),
  });
  const steps: readonly Step[] = [...cut, last];
  const title = cut.length === 1 ? "a report after one that was cut" : "a report after many cuts";
  return given.observes ? { title, watch: [], steps: [...steps, look()] } : { title, steps };
}

/** A report, and one that the network does something to that a report has to bear. */
function bent(
  profile: Profile,
  nonce: number,
  given: {
    readonly fault: NetworkFault;
    /** Whether another report follows. */
    readonly goesOn?: boolean;
    readonly observes: boolean;
  },
): Trial {
  const { fault, goesOn = false, observes } = given;
  const numbered = (number: number) => numberedReport(profile, { nonce, number });
  const seen = () => (observes ? [look()] : []);
  const steps: readonly Step[] = [
    setup(numbered(0)),
    report(numbered(1), { want: "accepted", faults: [fault] }),
    ...seen(),
    ...(goesOn ? [setup(numbered(2)), ...seen()] : []),
  ];
  const title = "a report over a network that holds up, cuts up and repeats";
  return observes ? { title, watch: ANOMALIES, steps } : { title, steps };
}

function slowNetworks(): readonly NetworkFault[] {
  return [
    ...(["body", "head", "reply"] as const).map(
      (place) => ({ kind: "delay", place, percent: 50, forMs: 60 }) as const,
    ),
    ...[16, 64, 256].map((pieceBytes) => ({ kind: "slice", pieceBytes }) as const),
  ];
}

function delays(): fc.Arbitrary<NetworkFault> {
  return fc.record({
    kind: fc.constant("delay"),
    place: fc.constantFrom("head", "body", "reply"),
    percent: fc.nat(99),
    forMs: fc.constantFrom(...DELAYS_MS),
  });
}

function slices(): fc.Arbitrary<NetworkFault> {
  return fc.record({
    kind: fc.constant("slice"),
    pieceBytes: fc.integer({ min: 12, max: 200 }),
  });
}

/** Whether an endpoint has begun to read the report, and not yet answered. */
function isWithinBody(cut: NetworkFault): boolean {
  return cut.kind === "cut" && (cut.place === "body" || cut.place === "whole");
}

/** A cut at any place of the kinds that are given. */
function cutAnywhere(cuts: readonly NetworkFault[]): fc.Arbitrary<NetworkFault> {
  const places = [...new Set(cuts.flatMap((cut) => (cut.kind === "cut" ? [cut.place] : [])))];
  const anywhere: fc.Arbitrary<NetworkFault> = fc.record({
    kind: fc.constant("cut"),
    place: fc.constantFrom(...places),
    percent: fc.nat(99),
    how: fc.constantFrom(...CUT_WAYS),
  });
  if (!places.includes("whole")) return anywhere;
  return fc.oneof(
    { weight: 3, arbitrary: anywhere },
    { weight: 1, arbitrary: fc.constantFrom(...CUTS_AT_WORK) },
  );
}

/** Without bias: it would draw 0 and 1 most of the time, and the same reports again and again. */
function nonces(): fc.Arbitrary<number> {
  return fc.noBias(fc.noShrink(fc.nat(NONCES)));
}
