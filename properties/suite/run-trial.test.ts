/** One trial against odd targets: delayed visibility, lost replies, echoed secrets. */

import { describe, expect, it } from "vitest";
import { ANOMALIES } from "../model/anomalies.ts";
import { bodyOf, minimal, minimalWith } from "../requirements/drafts.ts";
import { requirementsOf } from "../requirements/index.ts";
import { raceOf, raceTrial } from "../requirements/races.ts";
import type { Reply, Target } from "../target/index.ts";
import { inProcessTarget } from "../testing/in-process.ts";
import { checkRequirement } from "./check-requirement.ts";
import { candidates } from "./reduce.ts";
import { DEFAULT_EFFORT } from "./requirement-result.ts";
import { runTrial } from "./run-trial.ts";
import {
  bodyText,
  flat,
  isRace,
  lanes,
  look,
  report,
  setup,
  type Trial,
  together,
} from "./trial.ts";
import { Turnstile } from "./turnstile.ts";

const { signal } = new AbortController();
const { target: reference } = inProcessTarget({});
const IDS = { a: "task-1", b: "task-2" };
const at = (progress: number) => minimalWith(reference.profile, "progress", String(progress));

/** The reference, whose looks answer what was there `delayMs` ago. */
function delayed(delayMs: number, visibleWithinMs: number): Target {
  const { target } = inProcessTarget({});
  const history: { readonly atMs: number; readonly reply: Reply }[] = [];
  return {
    ...target,
    visibleWithinMs,
    transport: {
      close: async () => {},
      send: async (request, stop) => {
        const reply = await target.transport.send(request, stop);
        const now = performance.now();
        if (request.method !== "GET") {
          const shown = await target.transport.send(
            { ...request, method: "GET", path: "/v3/tasks/task-1" },
            stop,
          );
          history.push({ atMs: now, reply: shown });
          return reply;
        }
        const old = history.filter((entry) => entry.atMs <= now - delayMs).at(-1);
        return old?.reply ?? { ...(reply as Extract<Reply, { kind: "complete" }>), body: "{}" };
      },
    },
  };
}

const written: Trial = { title: "written", steps: [setup(at(10)), look(), setup(at(20)), look()] };

describe("visibility", () => {
  it("is awaited as long as the configuration allows", async () => {
    const { judgement } = await runTrial(written, delayed(60, 1000), IDS, signal);
    expect(judgement.kind).toBe("held");
  });

  it("that comes later than declared is a violation", async () => {
    const late = await runTrial(written, delayed(300, 50), IDS, signal);
    expect(late.judgement).toMatchObject({ kind: "violated", actual: "it shows no report" });
    const none = await runTrial(written, delayed(60, 0), IDS, signal);
    expect(none.judgement.kind).toBe("violated");
  });
});

describe("a trial that watches a task's history", () => {
  const { profile } = reference;
  const race = (text: string, delayMs = 0) =>
    raceTrial(profile, ANOMALIES, raceOf(text, 1, delayMs));
  const judged = async (trial: Trial, target: Target) =>
    (await runTrial(trial, target, IDS, signal)).judgement;

  it("awaits a declared delay, and does not look before it is over", async () => {
    const trial = race("r | rl | r");
    expect(await judged(trial, delayed(60, 1000))).toEqual({ kind: "held", notes: [] });
    const late = await judged(trial, delayed(60, 0));
    expect(late).toMatchObject({
      kind: "violated",
      actual: expect.stringMatching(/^(lost|stale): /),
    });
  });

  it("awaits it for what others watch for, too", async () => {
    const trial = raceTrial(profile, ["phantom"], raceOf("r | rl | r", 1, 0));
    const { strays, judgement } = await runTrial(trial, delayed(60, 1000), IDS, signal);
    expect([judgement.kind, strays]).toEqual(["held", []]);
  });

  it("says when each request was under way, what it showed, and which of them decide", async () => {
    const { target } = inProcessTarget({ twin: "refused-flashes" });
    const { exchanges, history, judgement } = await runTrial(race("x | l", 2), target, IDS, signal);
    expect(judgement.kind).toBe("violated");
    expect(history).toHaveLength(5);
    const timings = exchanges.flatMap(({ timing }) => (timing === undefined ? [] : [timing]));
    expect(
      timings.map(({ lane, what, decides }) => `${lane} ${what}${decides ? " !" : ""}`),
    ).toEqual([
      "0 report 1",
      "2 look: parts of report 1 and report 2 !",
      "1 report 2, refused !",
      "0 look: report 1",
      "0 look: report 1",
    ]);
    expect(Math.min(...timings.map(({ fromMs }) => fromMs))).toBe(0);
    for (const { fromMs, toMs } of timings) expect(toMs).toBeGreaterThanOrEqual(fromMs);
  });

  it("says nothing where a reply is lost, a report is refused, or reports look alike", async () => {
    const broken = { kind: "broken", reason: "reset" } as const;
    const losing: Target = {
      ...reference,
      transport: { ...reference.transport, send: async () => broken },
    };
    expect((await judged(race("r | l"), losing)).kind).toBe("indefinite");
    const { target } = inProcessTarget({ twin: "overlap-500" });
    expect((await judged(race("r | r"), target)).kind).toBe("inapplicable");
    const steps = [setup(at(10)), lanes([setup(at(10))], [look()])];
    const alike: Trial = { title: "alike", watch: ANOMALIES, steps };
    expect(await judged(alike, reference)).toMatchObject({
      kind: "inapplicable",
      reason: "a look cannot tell report 1 from others",
    });
  });

  it("takes no look for wrong that began before a report of its own was acknowledged", async () => {
    const { target } = inProcessTarget({});
    const ids = { a: "task-9" };
    await runTrial({ title: "earlier", steps: [setup(at(77))] }, target, ids, signal);
    const early: Trial = {
      title: "t",
      watch: ANOMALIES,
      steps: [look(), lanes([look()], [look()])],
    };
    const only = await runTrial(early, target, ids, signal);
    expect(only).toMatchObject({ judgement: { kind: "held" }, history: [], strays: [] });
    expect(only.exchanges.filter(({ timing }) => timing !== undefined)).toHaveLength(3);
    const again = { ...early, steps: [...early.steps, setup(at(78)), look(), look()] };
    expect((await runTrial(again, target, ids, signal)).history).toHaveLength(3);
  });

  it("has reports that another requirement's have not, though both draw the same", () => {
    const bodies = (anomaly: (typeof ANOMALIES)[number]) =>
      flat(raceTrial(profile, [anomaly], raceOf("r | r", 1)).steps).flatMap((step) =>
        step.do === "send" ? [bodyText(step.body) ?? ""] : [],
      );
    const all = ANOMALIES.flatMap(bodies);
    expect(new Set(all).size).toBe(all.length);
  });

  it("shrinks by lanes, steps and delays; one lane alone is no race", () => {
    const trial = raceTrial(profile, ["non-monotonic"], raceOf("rl | x", 1, 3));
    const smaller = candidates(trial, profile.mandatory);
    const shapes = smaller.map(({ steps }) =>
      steps.map((step) => {
        if (step.do !== "lanes") return step.do;
        return step.lanes.map((lane) => lane.map((s) => s.delayMs ?? s.do).join()).join("|");
      }),
    );
    expect(shapes).toContainEqual(["send", "send", "look", "look", "look"]);
    expect(shapes).toContainEqual(["send", "send", "look", "look"]);
    expect(shapes).toContainEqual(["send", "look|3", "look", "look"]);
    expect(shapes).toContainEqual(["send", "send,look|send", "look", "look"]);
    expect(isRace(trial)).toBe(true);
  });

  it("is none where times are compared: their statistics decide, not one lucky order", () => {
    const crowd = together(
      report(at(10), { want: "crowded" }),
      report(at(20), { want: "crowded" }),
    );
    expect(isRace({ title: "a crowd", steps: [crowd] })).toBe(false);
    expect(isRace({ title: "two", steps: [together(report(at(10)), report(at(20)))] })).toBe(true);
  });
});

describe("a trial", () => {
  it("whose reply is lost says nothing of the task from then on", async () => {
    const { target } = inProcessTarget({});
    const losing: Target = {
      ...target,
      transport: {
        close: async () => {},
        send: async (request, stop) => {
          const reply = await target.transport.send(request, stop);
          return request.method === "PUT" ? { kind: "broken", reason: "reset" } : reply;
        },
      },
    };
    const { judgement } = await runTrial(written, losing, IDS, signal);
    expect(judgement).toMatchObject({ kind: "indefinite", reason: "connection broken: reset" });
  });

  it("keeps the model of each task apart, and of a group allows any of its reports", async () => {
    const group = together(report(at(30)), report(at(40)), look());
    const steps = [
      setup(at(10)),
      setup(at(20), { task: "b" }),
      look("a"),
      group,
      look("a"),
      look("b"),
    ];
    const { judgement, requests, overlapped } = await runTrial(
      { title: "t", steps },
      reference,
      IDS,
      signal,
    );
    expect(judgement).toEqual({ kind: "held", notes: [] });
    expect(requests).toBe(8);
    expect(overlapped).toBe(true);
  });

  it("writes no credential down, not even one that the target echoes", async () => {
    const { target } = inProcessTarget({});
    const secret = target.auth.secrets()[0] ?? "";
    const echoing: Target = {
      ...target,
      headers: [["X-Api-Key", secret]],
      transport: {
        close: async () => {},
        send: async () => ({
          kind: "complete",
          status: 400,
          headers: [],
          body: `bad token ${secret}`,
          startMs: 0,
          endMs: 1,
        }),
      },
    };
    const trial: Trial = { title: "t", steps: [report(bodyOf(minimal(target.profile)))] };
    const { exchanges } = await runTrial(trial, echoing, IDS, signal);
    expect(exchanges).toHaveLength(1);
    expect(JSON.stringify(exchanges)).not.toContain(secret);
  });
});

describe("a fault of ours", () => {
  it("in a drawn trial is thrown as it is, and is no finding", async () => {
    const { target, pool } = inProcessTarget({});
    const [drawing] = requirementsOf(target.profile).filter((r) => r.id === "body/any-valid");
    if (drawing === undefined) throw new Error("there is no such requirement");
    let sent = 0;
    const transport = {
      ...target.transport,
      send: (...args: Parameters<typeof target.transport.send>) => {
        sent += 1;
        if (sent > 5) throw new Error("a bug in the transport");
        return target.transport.send(...args);
      },
    };
    const turnstile = new Turnstile();
    const common = { pool, seed: 1, effort: DEFAULT_EFFORT, turnstile, startedMs: 0, signal };
    const checking = checkRequirement(drawing, { ...common, target: { ...target, transport } });
    await expect(checking).rejects.toThrow("a bug in the transport");
  });
});

describe("a report that is to be accepted", () => {
  it("and is not valid is a fault of ours, no finding", async () => {
    const wrong: Trial = { title: "wrong", steps: [setup(at(101))] };
    await expect(runTrial(wrong, reference, IDS, signal)).rejects.toThrow(
      /to be accepted is not valid \(progress: 101 is outside 0\.\.100\)/,
    );
    const beside: Trial = { title: "wrong", steps: [together(setup(at(1)), setup(at(-1)))] };
    await expect(runTrial(beside, reference, IDS, signal)).rejects.toThrow(/not valid/);
  });
});

describe("an id that is another task's", () => {
  const like: Trial = {
    title: "a character less",
    steps: [
      report(at(20), { task: "new", path: "/v3/tasks/{a:chopped}/progress", want: "answered" }),
    ],
  };

  it("is left alone: somebody else may be reporting there", async () => {
    const { judgement, requests } = await runTrial(like, reference, { a: "task-12" }, signal);
    expect({ kind: judgement.kind, requests }).toEqual({ kind: "inapplicable", requests: 0 });
  });

  it("is sent where no such task is", async () => {
    const { requests } = await runTrial(like, reference, { a: "task-7" }, signal);
    expect(requests).toBe(1);
  });
});
