/** Which findings stand together, and which of them is told first. */

import { expect, it } from "vitest";
import type { CatalogueEntry, Cause } from "../evidence/schema.ts";
import { entry, findingOf, held, violated } from "../testing/make-findings.ts";
import { byCause, mostTellingFirst } from "./by-cause.ts";
import { judgeRequirement } from "./judge-requirement.ts";

const BODY = "Table 3: body";
const KEEPING = "Meaning: the report a task keeps";
const EMPTY: Cause = { wanted: "shown", got: "no report" };
const OTHER: Cause = { wanted: "shown", field: "progress", got: "another value" };
const PHANTOM: Cause = { wanted: "one register", got: "phantom" };
const REFUSED: Cause = { wanted: "accepted", got: "4xx" };
const BROKEN: Cause = { wanted: "accepted", got: "5xx" };
const ANSWERED: Cause = { wanted: "answered", got: "5xx" };

type Found = readonly [id: string, table: string, cause?: Cause | "none", changes?: Changes];
interface Changes extends Partial<Pick<CatalogueEntry, "level">> {
  readonly isFlaky?: boolean;
}

function judged([id, table, cause, { isFlaky = false, ...changes } = {}]: Found) {
  if (cause === undefined) return judge(entry(id, table, "Holds."), held(id));
  const confirmation = { runs: 3, violated: isFlaky ? 1 : 3 };
  const { cause: _, ...plain } = { ...findingOf(id), confirmation };
  const finding = cause === "none" ? plain : { ...plain, cause };
  return judge(entry(id, table, "Violated.", changes), { ...violated(id), finding });
}

function judge(one: CatalogueEntry, result: ReturnType<typeof held>) {
  return judgeRequirement(one, result, { strict: false, excuse: undefined });
}

const FLAKY = { isFlaky: true };
const SHOULD = { level: "SHOULD" } as const;

it.each<readonly [string, readonly Found[], readonly string[]]>([
  ["nothing", [["a/held", BODY]], []],
  [
    "what is about looks stands before what only looks",
    [
      ["a/taken", BODY, EMPTY],
      ["b/kept", KEEPING, EMPTY],
    ],
    ["b/kept: a/taken"],
  ],
  [
    "what failed each time stands before that",
    [
      ["a/taken", BODY, EMPTY],
      ["b/kept", KEEPING, EMPTY, FLAKY],
      ["c/kept", KEEPING, EMPTY, FLAKY],
    ],
    ["a/taken: b/kept c/kept"],
  ],
  [
    "what gates stands before all",
    [
      ["a/kept", KEEPING, EMPTY, SHOULD],
      ["b/taken", BODY, EMPTY, FLAKY],
    ],
    ["b/taken: a/kept"],
  ],
  [
    "looks that show different things are different causes",
    [
      ["a/kept", KEEPING, EMPTY],
      ["b/kept", KEEPING, OTHER],
      ["c/taken", BODY, OTHER],
    ],
    ["a/kept:", "b/kept: c/taken"],
  ],
  [
    "an anomaly is one cause, wherever it shows",
    [
      ["a/taken", BODY, EMPTY],
      ["b/calm", KEEPING, PHANTOM, FLAKY],
      ["c/broken", KEEPING, PHANTOM],
    ],
    ["a/taken:", "c/broken: b/calm"],
  ],
  [
    "refusals may have nothing in common",
    [
      ["a/taken", BODY, REFUSED],
      ["b/taken", BODY, REFUSED],
    ],
    ["a/taken:", "b/taken:"],
  ],
  [
    "errors of a server are one cause where reports were valid",
    [
      ["a/taken", BODY, BROKEN],
      ["b/answered", BODY, ANSWERED],
      ["c/kept", KEEPING, BROKEN],
    ],
    ["a/taken: c/kept", "b/answered:"],
  ],
  [
    "groups come by the catalogue, what failed each time first",
    [
      ["a/taken", BODY, REFUSED, FLAKY],
      ["b/looks", BODY, EMPTY],
      ["c/taken", BODY, REFUSED],
      ["d/kept", KEEPING, EMPTY],
      ["e/taken", BODY, REFUSED],
    ],
    ["c/taken:", "d/kept: b/looks", "e/taken:", "a/taken:"],
  ],
  [
    "evidence without a cause is read by itself",
    [
      ["a/kept", KEEPING, "none"],
      ["b/kept", KEEPING, "none"],
    ],
    ["a/kept:", "b/kept:"],
  ],
])("%s", (_, found, groups) => {
  const told = byCause(found.map(judged)).map(({ lead, alike }) =>
    [`${lead.entry.id}:`, ...alike.map((one) => one.entry.id)].join(" "),
  );
  expect(told).toEqual(groups);
});

it("puts the heads first, then who is alike, then who holds", () => {
  const all = [
    judged(["a/taken", BODY, EMPTY]),
    judged(["b/held", BODY]),
    judged(["c/kept", KEEPING, EMPTY]),
    judged(["d/refused", BODY, REFUSED]),
  ];
  const ids = mostTellingFirst(all).map(({ entry: one }) => one.id);
  expect(ids).toEqual(["c/kept", "d/refused", "a/taken", "b/held"]);
});
