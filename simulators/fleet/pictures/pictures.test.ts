import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { LIFE_CYCLES, planOf } from "../../agent/index.ts";
import { profileOf } from "../../contract/index.ts";
import { presetNamed } from "../presets.ts";
import { samplePlans } from "../sample.ts";
import { agentSvg } from "./agent-svg.ts";
import { fleetStory } from "./fleet-story.ts";
import { fleetSvg } from "./fleet-svg.ts";
import { pictureHtml } from "./html.ts";
import { agentStory } from "./story.ts";
import { agentPicture, fleetPicture } from "./terminal.ts";

const PROFILE = profileOf("2026-01");
/** Everything that a picture has to tell. */
const RICH = planOf({
  kind: "linux-file-sync",
  totalBytes: 60e9,
  linkMbps: 100,
  seed: 4,
  rounds: 3,
  roundGapMs: 1_800_000,
  changeShare: 0.03,
  attachHangMs: 600_000,
  stall: { atShare: 0.4, forMs: 1_500_000 },
  limits: [{ fromMinute: 1020, toMinute: 1080, mbps: 20 }],
});

function preset(name: string, agents = 12) {
  const spec = presetNamed(name);
  if (spec === undefined) throw new Error(`no preset ${name}`);
  return samplePlans({ seed: 1, count: agents, spec });
}

describe("the story of an agent", () => {
  const story = agentStory(RICH, 400);

  it("has every visit, in order, with times that fit", () => {
    const names = story.visits.map((visit) => `${visit.subtask} ${visit.number}`);
    expect(names.slice(3, 8)).toEqual([
      "MIGRATE_LINUX_FILE 1",
      "SYNC_LINUX_FILE 1",
      "SYNC_LINUX_FILE 2",
      "SYNC_LINUX_FILE 3",
      "CONFIGURE_LINUX_FILE 1",
    ]);
    story.visits.slice(1).forEach((visit, index) => {
      expect(visit.fromMs).toBeGreaterThanOrEqual(story.visits[index]?.untilMs ?? 0);
    });
    expect(story.visits.every((visit) => visit.points.at(-1)?.progress === 100)).toBe(true);
  });

  it("sees the stall and the hang, about as long as the plan has them", () => {
    const [hang, stall] = story.halts;
    expect([hang?.text, stall?.text]).toEqual(["hangs at 80 %", "stall"]);
    expect(Math.abs((hang?.untilMs ?? 0) - (hang?.fromMs ?? 0) - 600_000)).toBeLessThan(90_000);
    expect(Math.abs((stall?.untilMs ?? 0) - (stall?.fromMs ?? 0) - 1_500_000)).toBeLessThan(90_000);
  });

  it("knows when the limit holds: from 17:00, an hour and a half after the start", () => {
    const [limit] = story.limits;
    expect(limit).toMatchObject({ fromMs: 5_400_000, untilMs: 9_000_000, mbps: 20 });
  });

  it("sees where an agent broke off", () => {
    const mishap = {
      what: "failed",
      stage: 4,
      percent: 50,
      pauseMs: 600_000,
      keeps: false,
    } as const;
    const broken = agentStory(planOf({ totalBytes: 9e9, linkMbps: 100, mishap }), 400);
    expect(broken.mishaps.map((mark) => mark.text)).toEqual(["failed, tried again"]);
  });
});

describe("what can be read from one agent's picture", () => {
  const pictures = { terminal: agentPicture(RICH).join("\n"), svg: agentSvg(RICH) };

  it.each(Object.entries(pictures))(
    "%s: kind, link, limit, stall, hang and rounds",
    (_, picture) => {
      const words = [
        LIFE_CYCLES["linux-file-sync"].title,
        "link 100 Mbit/s",
        "limit 20 Mbit/s",
        "stall",
        "hangs at 80 %",
        "SYNC_LINUX_FILE, round 1",
        "SYNC_LINUX_FILE, round 3",
      ];
      for (const word of words) expect(picture).toContain(word);
      expect(picture).not.toMatch(/NaN|undefined|Infinity/);
    },
  );

  it("the terminal's fits into 140 columns and has no colours", () => {
    for (const line of agentPicture(RICH)) expect([...line].length).toBeLessThanOrEqual(140);
    expect(pictures.terminal).not.toContain("\u001b");
  });
});

describe.each(["branch-office-trickle", "continuous-sync-estate", "hostile-mix"])(
  "what can be read from the picture of %s",
  (name) => {
    const plans = preset(name);
    const pictures = {
      terminal: fleetPicture(plans).join("\n"),
      svg: fleetSvg(plans, name, "why"),
    };

    it.each(Object.entries(pictures))(
      "%s: every agent's kind, link and what is special",
      (_, picture) => {
        for (const plan of plans) {
          expect(picture).toContain(plan.kind);
          expect(picture).toContain(`${plan.linkMbps} Mbit/s`);
          if (plan.stall !== undefined) expect(picture).toMatch(/stall of \d+ min/);
          for (const limit of plan.limits ?? [])
            expect(picture).toContain(`limit ${limit.mbps} Mbit/s`);
          for (const fault of plan.faults ?? []) expect(picture).toContain(fault.name);
        }
        expect(picture).toContain("synchronisation round (SYNC)");
        expect(picture).not.toMatch(/NaN|undefined|Infinity/);
      },
    );
  },
);

describe("the story of a fleet", () => {
  it("counts as many reports per second as the fleet sends", () => {
    const plans = preset("monday-morning-herd", 200);
    const { rates, minute, untilMs } = fleetStory(plans);
    const first = rates[0];
    expect(rates).toHaveLength(96);
    expect(rates.at(-1)?.untilMs).toBeCloseTo(untilMs);
    // 200 agents, one report each 5 s, at the beginning all at work.
    expect(first?.perSecond).toBeGreaterThan(30);
    expect(Math.max(...rates.map((rate) => rate.perSecond))).toBeLessThanOrEqual(40.5);
    const reports = minute.reports.reduce((sum, count) => sum + count, 0);
    expect(reports).toBeGreaterThan(60 * 25);
    // They come at the same moments: most seconds are empty.
    expect(minute.reports.filter((count) => count === 0).length).toBeGreaterThan(40);
  });

  it("draws a few agents of a large fleet and says how many there are", () => {
    const picture = fleetPicture(preset("mixed", 3000)).join("\n");
    expect(picture).toContain("and 2,976 more agents");
    expect(picture).toContain("(of 2000 agents)");
  });
});

describe("the page", () => {
  it("is one file with the picture and the numbers, readable without scripts", () => {
    const plans = preset("data-centre-move");
    const html = pictureHtml(plans, { title: "a <move>", reason: "why & how", profile: PROFILE });
    const { document } = parseHTML(html);
    expect(document.querySelector("h1")?.textContent).toBe("Headway: a <move>");
    expect(document.querySelectorAll("svg").length).toBeGreaterThan(1);
    expect(document.querySelectorAll("tbody tr").length).toBeGreaterThan(10);
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });

  it("holds the believable fleets against the published facts", () => {
    const html = pictureHtml(preset("mixed", 300), { title: "t", reason: "r", profile: PROFILE });
    const { document } = parseHTML(html);
    const standings = [...document.querySelectorAll("tbody tr td:last-child")].map(
      (c) => c.textContent,
    );
    expect(standings.filter((standing) => standing === "differs")).toEqual([]);
    expect(standings.filter((standing) => standing === "agrees").length).toBeGreaterThan(8);
  });
});
