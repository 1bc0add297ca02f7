/**
 * Mistakes that engineers of such servers really make and that few trials can show: each is named by the
 * requirement that it breaks. They were found by servers written without a look at the catalogue.
 */

import { describe, expect, it } from "vitest";
import { profileOf } from "../../simulators/contract/index.ts";
import type { Policy } from "../../simulators/endpoint/index.ts";
import type { Json } from "../../simulators/report/index.ts";
import { requirementsOf } from "../requirements/index.ts";
import { killsOfFlaw } from "../testing/kills.ts";

const SEED = 5;

/** What a task of these tests is called. */
const TASK = /^task-\d+$/;

type Careless = (correct: Policy) => Policy;

/** Keeps what `change` makes of each value. */
function keeping(change: (value: Json, name: string) => Json): Careless {
  return (correct) => ({
    ...correct,
    judge: (text) => {
      const verdict = correct.judge(text);
      if (verdict.kind !== "taken") return verdict;
      const changed = [...verdict.report].map(
        ([name, value]) => [name, change(value, name)] as const,
      );
      return { ...verdict, report: new Map(changed) };
    },
  });
}

function keepingText(change: (text: string) => string): Careless {
  return keeping((value) =>
    value.kind === "string" ? { ...value, value: change(value.value) } : value,
  );
}

/** A report goes to the task, of those like its id, that was asked for last. */
function byLikeness(isLike: (id: string, asked: string) => boolean): Careless {
  const seen = new Set<string>();
  return (correct) => ({
    ...correct,
    taskOf: (asked) => {
      const like = [...seen].findLast((id) => isLike(id, asked));
      if (like !== undefined) return like;
      seen.delete(asked);
      if (TASK.test(asked)) seen.add(asked);
      return asked;
    },
  });
}

const beginsLike = (wildcard: string) => (id: string, asked: string) =>
  asked.endsWith(wildcard) && id.startsWith(asked.slice(0, -1));

const asFloat = ({ text }: { readonly text: string }) =>
  String(Number(Math.fround(Number(text)).toPrecision(7)));

const MISTAKES: readonly (readonly [string, string, Careless])[] = [
  [
    "line ends become one character",
    "state/text-exact",
    keepingText((t) => t.replace(/\r\n/g, "\n")),
  ],
  [
    "a byte order mark is taken off",
    "state/text-exact",
    keepingText((t) => t.replace(/^\ufeff/, "")),
  ],
  ["texts end at a NUL", "json/open-choices", keepingText((t) => t.split("\u0000", 1)[0] ?? "")],
  [
    "a double is kept as a float",
    "state/double-exact",
    keeping((value, name) =>
      name === "compress_rate" && value.kind === "number"
        ? { ...value, text: asFloat(value) }
        : value,
    ),
  ],
  [
    "a limit is compared as a float",
    "cpu-usage/out-of-range",
    (correct) => ({
      ...correct,
      judge: (text) => correct.judge(text.replace("100.000001", "100")),
    }),
  ],
  [
    "a percent sign in an id stands for anything",
    "route/like-ids-apart",
    byLikeness(beginsLike("%")),
  ],
  [
    "an underscore in an id stands for anything",
    "route/like-ids-apart",
    byLikeness(beginsLike("_")),
  ],
  ["an asterisk in an id stands for anything", "route/like-ids-apart", byLikeness(beginsLike("*"))],
  [
    "an error repeats what was sent without escaping it",
    "reply/error-body",
    (correct) => ({
      ...correct,
      errorReply: (problem, requestId) => {
        const reply = correct.errorReply(problem, requestId);
        return {
          ...reply,
          body: `{"error_code":"${problem.code}","error_msg":"${problem.message}"}`,
        };
      },
    }),
  ],
];

describe("a careless endpoint", () => {
  it.each(MISTAKES)("%s: %s", async (statement, id, policy) => {
    const requirements = requirementsOf(profileOf("2026-01")).filter((r) => r.id === id);
    const flaw = { id: "careless", statement, policy };
    expect(await killsOfFlaw(flaw, { requirements, seed: SEED, most: 1 })).toEqual([id]);
  });
});
