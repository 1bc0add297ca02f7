/** What a counterexample needs stands in it: nothing hangs on what was on the task before. */

import { describe, expect, it } from "vitest";
import { bodyOf, minimal } from "../requirements/drafts.ts";
import { lookAt } from "../target/index.ts";
import { checkInProcess } from "../testing/check-in-process.ts";
import { inProcessTarget } from "../testing/in-process.ts";
import { clear } from "./clear.ts";
import { replay } from "./replay.ts";
import { report, type Trial, together } from "./trial.ts";

const { signal } = new AbortController();
/** One of them is about what is reported again; the others see it by chance. */
const ONLY = ["state/repeat-harmless", "state/read-your-writes", "clients/accepted"];
const IDS = { a: "task-1", b: "task-2" };

describe("clearing", () => {
  const { target } = inProcessTarget({});
  const body = bodyOf(minimal(target.profile));
  const plain: Trial = { title: "plain", steps: [report(body)] };

  it("reports to each leased task what trials do not say", async () => {
    expect(await clear(plain, target, IDS, signal)).toBe(2);
    for (const id of [IDS.a, IDS.b]) {
      const reply = await lookAt(target, id, signal);
      expect(reply).toMatchObject({ body: expect.stringContaining("CREATE_CLOUD_SERVER") });
    }
    expect(await clear(plain, target, {}, signal)).toBe(0);
  });

  it("stays away where it could show late or cost time that is compared", async () => {
    const late = { ...target, visibleWithinMs: 50 };
    expect(await clear(plain, late, IDS, signal)).toBe(0);
    const crowd = together(report(body, { want: "crowded" }));
    expect(await clear({ title: "times", steps: [crowd] }, target, IDS, signal)).toBe(0);
  });
});

describe("an endpoint that counts what is reported again", () => {
  it("is convicted by what fails each time it is sent again, after anything", async () => {
    const results = await checkInProcess({ twin: "repeat-counted", only: ONLY });
    const found = [...results].flatMap(([id, { violation }]) =>
      violation ? [[id, violation] as const] : [],
    );
    expect(found.map(([id]) => id)).toContain("state/repeat-harmless");
    const { target } = inProcessTarget({ twin: "repeat-counted" });
    for (const [id, { confirmation, trial, ids }] of found) {
      expect({ id, ...confirmation }).toEqual({
        id,
        runs: confirmation.runs,
        violated: confirmation.runs,
      });
      for (const time of ["first", "second"]) {
        const verdict = await replay({ trial, ids }, target, signal);
        expect({ id, time, kind: verdict.kind }).toEqual({ id, time, kind: "FAILED" });
      }
    }
  });
});
