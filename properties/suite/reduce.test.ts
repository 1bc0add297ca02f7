/** What a smaller trial keeps of what the network does, and what is sent twice over first. */

import { describe, expect, it } from "vitest";
import { profileOf } from "../../simulators/contract/index.ts";
import { minimalWith } from "../requirements/drafts.ts";
import type { NetworkFault } from "../target/index.ts";
import { candidates, reduceTrial, reproduced, told, twice } from "./reduce.ts";
import { bodyText, flat, look, report, type Send, type Step, setup, type Trial } from "./trial.ts";

const PROFILE = profileOf("2026-01");
const CUT = { kind: "cut", place: "body", percent: 80, how: "end" } as const;
const DELAY = { kind: "delay", place: "head", percent: 0, forMs: 5 } as const;
const trial: Trial = {
  title: "t",
  watch: ["torn"],
  steps: [
    setup(minimalWith(PROFILE, "migrate_speed", "7"), { faults: [DELAY, CUT] }),
    look("a", { delayMs: 40 }),
  ],
};

const smaller = candidates(trial, PROFILE.mandatory);
const sends = smaller.map(({ steps }) => {
  return flat(steps).find((step): step is Send => step.do === "send");
});

describe("a smaller trial over a network that breaks", () => {
  it("keeps each fault with the report that it is done to, whatever the report loses", () => {
    const [whole] = flat(trial.steps);
    const slim = sends.find((send) => send !== undefined && send.body !== (whole as Send).body);
    expect(slim?.faults).toEqual([DELAY, CUT]);
  });

  it("has one fault less, and no empty list of them at the end", () => {
    const faults = sends.map((send) => send?.faults);
    const wanted: (readonly NetworkFault[])[] = [[CUT], [DELAY]];
    expect(faults).toEqual(expect.arrayContaining(wanted));
    const calm = candidates({ ...trial, steps: [setup("{}", { faults: [CUT] })] }, []);
    expect(calm.map(({ steps }) => "faults" in (steps[0] ?? {}))).toEqual([false]);
  });

  it("has a pause less", () => {
    const pauses = smaller.map(({ steps }) => steps.find(({ do: what }) => what === "look"));
    expect(pauses).toContainEqual(look());
  });

  it("is taken only if it fails twice: something else may have made it fail once", async () => {
    const answers = [true, false, true, true, false];
    const fails = twice(async () => answers.shift() === true);
    expect([await fails(trial), await fails(trial), await fails(trial)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it("is told to who looks on if it fails, and only then", async () => {
    const heard: Trial[] = [];
    const fails = told(
      async ({ title }) => title === "t",
      (smaller) => heard.push(smaller),
    );
    expect([await fails(trial), await fails({ ...trial, title: "u" })]).toEqual([true, false]);
    expect(heard).toEqual([trial]);
  });
});

describe("a smaller trial with a look", () => {
  const odd = report("{", { want: "answered" });
  const shapes = (...steps: readonly Step[]) =>
    candidates({ title: "t", steps }, PROFILE.mandatory).map((one) =>
      one.steps.map((step) => (step.do === "send" ? step.want : step.do)).join(" "),
    );

  it("keeps a report that is taken before it: what is right would not be known", () => {
    expect(shapes(setup("{}"), odd, look())).toEqual(["accepted answered", "accepted look"]);
  });

  it("is looked for everywhere where that was not known before", () => {
    expect(shapes(odd, odd, look())).toContain("answered look");
    expect(shapes(setup("{}"), setup("{}"), look())).toContain("accepted look");
  });
});

describe("a trial that is reproduced", () => {
  const one: Trial = { title: "one", steps: [setup("{}"), look()] };
  const failingFrom = (steps: number) => async (candidate: Trial) =>
    candidate.steps.length >= steps;

  it("is itself where it fails again, or never does", async () => {
    expect(await reproduced(one, failingFrom(2))).toBe(one);
    expect(await reproduced(one, failingFrom(5))).toBe(one);
  });

  it("is sent twice over where it only fails after its like", async () => {
    const again = await reproduced(one, failingFrom(3));
    expect(again).toEqual({ title: "one", steps: [...one.steps, ...one.steps] });
  });

  it("stays as it is where a history is watched: its reports would not be told apart", async () => {
    const watched: Trial = { ...one, watch: ["lost"] };
    expect(await reproduced(watched, failingFrom(3))).toBe(watched);
  });
});

describe("a body of very many members", () => {
  const MEMBERS = 20_000;
  const others = Array.from({ length: MEMBERS }, (_, n) => `"later_${n}":${n}`).join(",");
  const text = minimalWith(PROFILE, "progress", "50").replace(/}$/, `,${others}}`);
  const wide: Trial = { title: "wide", steps: [setup(text)] };
  const textOf = ({ steps }: Trial): string => {
    const [step] = steps;
    return (step?.do === "send" && step.body !== undefined && bodyText(step.body)) || "";
  };

  it("has few candidates, not one a member, of which each is a megabyte", () => {
    expect(candidates(wide, PROFILE.mandatory)).toHaveLength(11);
  });

  it("comes down to the mandatory ones and the culprit", async () => {
    const fails = async (candidate: Trial) => textOf(candidate).includes('"later_12345"');
    const smallest = await reduceTrial(wide, PROFILE.mandatory, fails, {
      msMax: 60_000,
      atOnce: 1,
    });
    const names = Object.keys(JSON.parse(textOf(smallest)));
    expect(names).toEqual([...PROFILE.mandatory, "later_12345"]);
  });
});
