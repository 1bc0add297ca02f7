/** How long answers take, and what an endpoint says that has enough (rulings D-11, D-19). */

import * as fc from "fast-check";
import type { Profile } from "../../simulators/contract/index.ts";
import { writeString } from "../../simulators/report/index.ts";
import { report, type Send, type Step, setup, type Trial, together } from "../suite/trial.ts";
import { bodyOf, full, minimal, minimalWith, nth, withFields } from "./drafts.ts";
import { type Requirement, requirement } from "./requirement.ts";

const TABLE = "Status codes and errors" as const;

export const TIMES: readonly Requirement[] = [
  requirement({
    id: "reply/latency",
    statement:
      "No valid report takes longer than a second and twenty times as long as others, each time it is sent.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-11",
    source: "agents report every few seconds; clients give up after 60 to 120 s",
    since: "2",
    drawnShare: 0.1,
    trials: ({ profile }) =>
      costlyBodies(profile).map(([title, body]) => timed(title, body, profile)),
    random: ({ profile }) =>
      fc
        .tuple(fc.constantFrom("a", "迁", " "), fc.integer({ min: 0, max: 2048 }))
        .map(([character, length]) => {
          const json = writeString(character.repeat(length));
          const body = minimalWith(profile, "process_trace", json);
          return timed(`a trace of ${length} characters`, body, profile);
        }),
  }),
  requirement({
    id: "reply/growth",
    statement: "A report takes no longer because its task has had many before.",
    table: TABLE,
    basis: "inferred",
    source: "agents report every few seconds for hours on one task",
    since: "5",
    needs: ["two tasks"],
    trials: ({ profile }) => [
      { title: `${REPORTS_BEFORE} reports on one task, then pairs`, steps: pairs(profile) },
    ],
  }),
  requirement({
    id: "reply/throughput",
    statement: "Reports that come at once are answered about as soon as one after another.",
    table: TABLE,
    basis: "inferred",
    source: "many agents report at the same time, each over a connection of its own",
    since: "8",
    needs: ["two tasks"],
    alone: true,
    trials: ({ profile }) => [
      { title: `${CROWDS} times one report, then ${CROWD} at once`, steps: crowds(profile) },
    ],
  }),
  requirement({
    id: "reply/throttling",
    statement: "A report that comes too soon, where one does, is told when to come again.",
    table: TABLE,
    basis: "stated",
    level: "SHOULD",
    ruling: "D-19",
    source: "general status table of the platform: 429 with Retry-After",
    since: "8",
    trials: ({ profile }) => {
      const one = report(bodyOf(minimal(profile)), { want: "paced" });
      const many = together(...Array.from({ length: BURST }, () => one));
      return [{ title: `${BURST} reports at once`, steps: [many] }];
    },
  }),
];

/** Fewer than the connections there are: none waits for one. */
const CROWD = 12;
const CROWDS = 10;
const BURST = 64;

const REPORTS_BEFORE = 100;
const PAIRS = 20;

/** Many reports on one task; then by turns one on a task that has had few, and one on that one. */
function pairs(profile: Profile): readonly Send[] {
  const before = Array.from({ length: REPORTS_BEFORE }, (_, n) => setup(nth(profile, n)));
  const compared = Array.from({ length: PAIRS }, (_, n) => [
    report(nth(profile, REPORTS_BEFORE + n), { task: "b", want: "usual" }),
    report(nth(profile, REPORTS_BEFORE + n), { want: "steady" }),
  ]);
  return [...before, ...compared.flat()];
}

/** By turns one report by itself and many at once, on two tasks so that it is not their order alone. */
function crowds(profile: Profile): readonly Step[] {
  return Array.from({ length: CROWDS }, (_, crowd) => {
    const from = 1000 + crowd * (CROWD + 1);
    return [
      report(nth(profile, from + CROWD), { want: "usual" }),
      together(
        ...Array.from({ length: CROWD }, (__, i) =>
          report(nth(profile, from + i), { task: i % 2 === 0 ? "a" : "b", want: "crowded" }),
        ),
      ),
    ];
  }).flat();
}

/** A few plain reports for comparison, and three times the one that may be slow. */
function timed(title: string, body: string, profile: Profile): Trial {
  const plain = [0, 1, 2].map((n) => setup(nth(profile, 10 * body.length + n)));
  const slow = report(body, { want: "prompt" });
  return { title, steps: [...plain, slow, slow, slow] };
}

/** Valid bodies that may cost an endpoint more than others. */
function costlyBodies(profile: Profile): readonly (readonly [string, string])[] {
  const trace = (json: string) => minimalWith(profile, "process_trace", json);
  const escaped = `"${"\\u8fc1".repeat(2048)}"`;
  const unknown = Array.from({ length: 50 }, (_, n) => `"later_field_${n}":${n}`).join(",");
  const plain = bodyOf(minimal(profile));
  return [
    ["every field", bodyOf(full(profile))],
    ["an empty trace", trace('""')],
    ["a trace of 2048 characters", trace(writeString("x".repeat(2048)))],
    ["a trace of 2048 Chinese characters", trace(writeString("迁".repeat(2048)))],
    ["a trace of 2048 characters, each escaped", trace(escaped)],
    ["a trace of 2048 characters, each escaped twice", trace(`"${"\\ud83d\\ude80".repeat(2048)}"`)],
    ["digits and a letter for a time", minimalWith(profile, "agent_time", `"${"1".repeat(29)}x"`)],
    ["a trace of 2047 blanks and a letter", trace(writeString(`${" ".repeat(2047)}x`))],
    ["a trace of 1024 quotes", trace(writeString('"'.repeat(1024)))],
    ["a trace of 500 lines", trace(writeString("one\n".repeat(500)))],
    ["the greatest sizes", bodyOf(withFields(minimal(profile), GREATEST))],
    ["0 percent", minimalWith(profile, "progress", "0")],
    ["100 percent", minimalWith(profile, "progress", "100")],
    ["50 fields of a later revision", `${plain.slice(0, -1)},${unknown}}`],
  ];
}

const GREATEST = {
  replicatesize: "9223372036854775807",
  totalsize: "9223372036854775807",
  migrate_speed: "10000",
  remain_time: "2147483647",
};
