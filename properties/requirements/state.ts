/**
 * What a task keeps: the last completed report, whole, and nothing else's. Every trial ends with a
 * look, so none of these can be tested where a target cannot be looked at.
 */

import * as fc from "fast-check";
import type { Profile } from "../../simulators/contract/index.ts";
import { writeString } from "../../simulators/report/index.ts";
import { look, report, type Step, setup, type Trial } from "../suite/trial.ts";
import { invalidBody, validBody } from "./arbitraries.ts";
import { bodyOf, full, minimal, minimalWith, withField, withFields } from "./drafts.ts";
import { type Need, type Requirement, requirement } from "./requirement.ts";
import { SHORT_TEXTS, TEXTS } from "./texts.ts";

const COMMON = {
  table: "Meaning: the report a task keeps" as const,
  basis: "adopted" as const,
  needs: ["observation"] as readonly Need[],
};

const SIZES = ["9007199254740993", "9223372036854775807", "9223372036854775806", "2147483648"];

export const STATE: readonly Requirement[] = [
  requirement({
    ...COMMON,
    id: "state/read-your-writes",
    statement: "After a report was accepted, the task shows it.",
    ruling: "D-04, D-12",
    source: "seed page 2024-02-04, function: reports the progress to the service",
    trials: ({ profile }) => [
      { title: "one report", steps: [setup(bodyOf(minimal(profile))), look()] },
      { title: "one report of every field", steps: [setup(bodyOf(full(profile))), look()] },
      {
        title: "two reports",
        steps: [setup(at(profile, 10)), look(), setup(at(profile, 20)), look()],
      },
      { title: "0 and 100 percent", steps: shown(at(profile, 0), at(profile, 100)) },
      // What is done has its other fields, too.
      ...["0", "100"].map((progress): Trial => {
        const body = bodyOf(withFields(full(profile), { progress }));
        return { title: `every field, at ${progress} percent`, steps: shown(body) };
      }),
    ],
    random: ({ profile }) =>
      validBody(profile).map((body): Trial => {
        return { title: "a valid report", steps: [setup(body), look()] };
      }),
  }),
  requirement({
    ...COMMON,
    id: "state/full-replacement",
    statement: "A report replaces the one before it whole: what it leaves out is not kept.",
    ruling: "D-04",
    source: "PUT replaces the representation (RFC 9110 §9.3.4)",
    trials: ({ profile }) => {
      const optional = full(profile).filter(([name]) => {
        return !profile.mandatory.some((mandatory) => mandatory === name);
      });
      const one = optional.map(([name, json]): Trial => {
        const before = bodyOf(withField(minimal(profile), name, json));
        const steps = [setup(before), setup(bodyOf(minimal(profile))), look()];
        return { title: `${name} left out`, steps };
      });
      const all = [setup(bodyOf(full(profile))), setup(bodyOf(minimal(profile))), look()];
      return [...one, { title: "every optional field left out", steps: all }];
    },
  }),
  requirement({
    ...COMMON,
    id: "state/last-wins",
    statement: "The last completed report counts, also when its progress is lower.",
    ruling: "D-04",
    source: "agents restart and retry: contract of the operation, PUT",
    trials: ({ profile }) => [
      { title: "50 after 80", steps: [setup(at(profile, 80)), setup(at(profile, 50)), look()] },
      { title: "0 after 100", steps: [setup(at(profile, 100)), setup(at(profile, 0)), look()] },
      {
        title: "an earlier subtask after a later one",
        steps: [
          setup(minimalWith(profile, "subtask_name", '"CONFIGURE_LINUX_FILE"')),
          setup(minimalWith(profile, "subtask_name", '"SSL_CONFIG"')),
          look(),
        ],
      },
      {
        title: "smaller sizes after larger ones",
        steps: [
          setup(minimalWith(profile, "replicatesize", "5000")),
          setup(minimalWith(profile, "replicatesize", "4000")),
          look(),
        ],
      },
    ],
  }),
  requirement({
    ...COMMON,
    id: "state/repeat-harmless",
    statement: "The same report again changes nothing.",
    ruling: "D-04",
    source: "PUT is idempotent (RFC 9110 §9.2.2); clients resend in silence",
    trials: ({ profile }) => {
      const body = minimalWith(profile, "replicatesize", "4000");
      const every = bodyOf(full(profile));
      return [
        { title: "twice", steps: [setup(body), setup(body), look()] },
        { title: "five times", steps: [...[1, 2, 3, 4, 5].map(() => setup(body)), look()] },
        { title: "every field, twice", steps: [setup(every), setup(every), look()] },
      ];
    },
  }),
  requirement({
    ...COMMON,
    id: "state/isolation",
    statement: "A report for one task does not show on another.",
    ruling: "D-04",
    source: "seed page 2024-02-04, table 1: the id names the task",
    needs: ["observation", "two tasks"],
    trials: ({ profile }) => [
      {
        title: "two tasks, one after the other",
        steps: [
          setup(at(profile, 10)),
          setup(at(profile, 20), { task: "b" }),
          look("a"),
          look("b"),
        ],
      },
      {
        title: "two tasks, the first one again",
        steps: [
          setup(at(profile, 10), { task: "b" }),
          setup(at(profile, 30)),
          look("b"),
          look("a"),
        ],
      },
    ],
  }),
  requirement({
    ...COMMON,
    id: "state/refused-changes-nothing",
    statement: "A report that is refused changes nothing.",
    ruling: "D-03",
    source: "what was refused was not reported",
    trials: ({ profile }) => refusedReports(profile),
    random: ({ profile }) =>
      fc.tuple(validBody(profile), invalidBody(profile)).map(([good, bad]): Trial => {
        const refusal = report(bad, { want: "refused", role: "setup" });
        return {
          title: "a valid report, then a refused one",
          steps: [setup(good), refusal, look()],
        };
      }),
  }),
  requirement({
    ...COMMON,
    id: "state/many-reports",
    statement: "After hundreds of reports on one task it still takes and shows the last one.",
    ruling: "D-04, D-08",
    source: "agents report every few seconds for hours",
    since: "3",
    trials: ({ profile }) => [
      { title: `${MANY} reports on one task`, steps: manyReports(profile) },
    ],
  }),
  requirement({
    ...COMMON,
    id: "state/long-exact",
    statement: "64-bit sizes are kept exactly.",
    ruling: "D-04",
    source: "seed page 2024-02-04, table 3: Long, 0..9223372036854775807",
    trials: ({ profile }) =>
      (["replicatesize", "totalsize"] as const).flatMap((name) =>
        SIZES.map((json): Trial => {
          return { title: `${name} ${json}`, steps: shown(minimalWith(profile, name, json)) };
        }),
      ),
  }),
  requirement({
    ...COMMON,
    id: "state/text-exact",
    statement: "Texts are kept to the character.",
    ruling: "D-04",
    source: "seed page 2024-02-04, table 3, process_trace: length 0..2048",
    trials: ({ profile }) =>
      profile.fields
        .filter(({ type }) => type === "string")
        .flatMap(({ name }) =>
          (name === "process_trace" ? TEXTS : SHORT_TEXTS).map(([title, text]): Trial => {
            const body = minimalWith(profile, name, writeString(text));
            return { title: `${name}: ${title}`, steps: shown(body) };
          }),
        ),
  }),
  requirement({
    ...COMMON,
    id: "state/double-exact",
    statement: "Doubles are kept as doubles.",
    ruling: "D-04",
    source: "seed page 2024-02-04, table 3: Double",
    trials: ({ profile }) =>
      [
        ...["0.1", "1234.5678", "1.0E-5", "9999.9999", "1E3", "2.5E-10"].map(
          (json) => ["migrate_speed", json] as const,
        ),
        // More digits than a float has, and less than a decimal of six places can tell.
        ...profile.fields.flatMap(({ name, type }) =>
          type === "double" ? ["12.345678901", "1e-7"].map((json) => [name, json] as const) : [],
        ),
      ].map(([name, json]): Trial => {
        return { title: `${name} ${json}`, steps: shown(minimalWith(profile, name, json)) };
      }),
  }),
  requirement({
    ...COMMON,
    id: "state/sequences",
    statement: "After any sequence of reports, each task shows its last accepted one.",
    ruling: "D-03, D-04",
    source: "the duties above, together",
    needs: ["observation", "two tasks"],
    trials: () => [],
    random: ({ profile }) => sequences(profile),
  }),
];

/** More than any ring buffer, page or small counter holds. */
const MANY = 300;

/** Growing sizes and traces; looked at now and then. */
function manyReports(profile: Profile): readonly Step[] {
  return Array.from({ length: MANY }, (_, n): readonly Step[] => {
    const values = {
      progress: String(Math.floor((100 * n) / MANY)),
      replicatesize: String(n * 1000),
      process_trace: writeString(`file ${n}`),
    };
    const sent = report(bodyOf(withFields(minimal(profile), values)));
    return n % 50 === 49 ? [sent, look()] : [sent];
  }).flat();
}

/** A plain report at that percentage. */
export function at(profile: Profile, progress: number): string {
  return bodyOf(withFields(minimal(profile), { progress: String(progress) }));
}

/** Each report, looked at after it was sent. */
function shown(...bodies: readonly string[]): readonly Step[] {
  return bodies.flatMap((body) => [setup(body), look()]);
}

/** A good report, a bad one that differs in everything, and a look. */
function refusedReports(profile: Profile): readonly Trial[] {
  const other = withFields(minimal(profile), { progress: "77" });
  const bad: readonly (readonly [string, string])[] = [
    ["an unlisted subtask", bodyOf(withField(other, "subtask_name", '"NO_SUCH_SUBTASK"'))],
    ["progress 101", bodyOf(withField(other, "progress", "101"))],
    ["a negative size", bodyOf(withField(other, "replicatesize", "-1"))],
    ["a trace too long", bodyOf(withField(other, "process_trace", writeString("a".repeat(2049))))],
    ["a speed too great", bodyOf(withField(other, "migrate_speed", "10001"))],
    ["a remaining time too great", bodyOf(withField(other, "remain_time", "2147483648"))],
    ["a list for a trace", bodyOf(withField(other, "process_trace", "[]"))],
    ["JSON that breaks off", bodyOf(other).slice(0, -1)],
  ];
  return bad.map(([title, body]): Trial => {
    const refusal = report(body, { want: "refused", role: "setup" });
    return { title, steps: [setup(at(profile, 10)), refusal, look()] };
  });
}

/** Whether something was sent since the task was looked at, be it on another one. */
function asksAnew(step: Step, i: number, steps: readonly Step[]): boolean {
  if (step.do !== "look") return true;
  const before = steps.slice(0, i);
  const seen = before.findLastIndex((other) => other.do === "look" && other.task === step.task);
  return seen < 0 || before.slice(seen).some((other) => other.do !== "look");
}

function sequences(profile: Profile): fc.Arbitrary<Trial> {
  const task = fc.constantFrom("a" as const, "b" as const);
  const good = fc.tuple(validBody(profile), task).map(([body, t]) => setup(body, { task: t }));
  const bad = fc
    .tuple(fc.constantFrom(...refusedReports(profile)), task)
    .map(([trial, t]): Step => {
      const refusal = trial.steps[1];
      return refusal === undefined ? look(t) : { ...refusal, ...{ task: t } };
    });
  const step = fc.oneof(
    { weight: 3, arbitrary: good },
    { weight: 1, arbitrary: bad },
    { weight: 2, arbitrary: task.map((t) => look(t)) },
  );
  const first = (t: "a" | "b") => validBody(profile).map((body) => setup(body, { task: t }));
  return fc
    .tuple(first("a"), first("b"), fc.array(step, { maxLength: 10 }))
    .map(([a, b, rest]): Trial => {
      const steps = [a, b, ...rest, look("a"), look("b")].filter(asksAnew);
      return { title: "a sequence", steps };
    });
}
