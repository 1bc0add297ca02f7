/** @jsxRuntime automatic @jsxImportSource preact */
/**
 * The page of `headway demo`, and its parts, which the server sends anew while a tour goes on. The
 * parts are put into the page as they come: every text in them is escaped here.
 */

import { type ComponentChildren, Fragment, h } from "preact";
import { renderToString } from "preact-render-to-string";
import type { JudgedRun } from "../../verdict/judged-run.ts";
import { countText, shortened, visible } from "../text.ts";
import { documentOf, type PageScript } from "./document.tsx";
import { FindingsSection } from "./findings-section.tsx";
import { KneeFigure } from "./load-section.tsx";
import { Chip, Code } from "./parts.tsx";

/** An endpoint that may be chosen. */
export interface TourChoice {
  readonly id: string;
  /** What is wrong with it, in one sentence. */
  readonly statement: string;
  readonly family: string;
}

/** An agent as it stands. */
export interface TourAgent {
  readonly name: string;
  readonly subtask: string;
  /** @unit percent of the subtask */
  readonly progress: number;
  /** Of the last reply; undefined: none came. */
  readonly status: number | undefined;
}

/** A trial that is made smaller. */
export interface Shrinking {
  readonly requirement: string;
  /** The trial in words, each shorter than the one before. */
  readonly trials: readonly string[];
}

/** Where a part stands on the page. */
export type TourPart = "talk" | "agents" | "shrinking" | "finding" | "curve";

/** Asks for a tour, and puts what comes where it belongs. It holds no text of anybody else. */
const TOUR: PageScript = {
  connects: true,
  text: `
const form = document.querySelector("form");
new EventSource("/follow").onmessage = ({ data }) => {
  const { part, html } = JSON.parse(data);
  document.getElementById(part).innerHTML = html;
};
form.onsubmit = async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ choice: form.elements.choice.value });
  const headers = { "Content-Type": "application/json" };
  const reply = await fetch("/play", { method: "POST", headers, body });
  if (!reply.ok) document.getElementById("talk").textContent = await reply.text();
};
form.hidden = false;
document.getElementById("needs").remove();
`,
};

/** Trials that are shown behind the first one. */
const LATEST = 4;
/** Of a trial so much is shown. */
const TRIAL_CHARACTERS = 320;

const STEPS: readonly (readonly [TourPart, string, string])[] = [
  ["agents", "Agents", "Twelve agents report on their tasks, hours of migration in seconds."],
  ["shrinking", "A property fails and shrinks", "What is violated is sent again, smaller."],
  ["curve", "The load curve", "Half a minute with k6; the rate rises step by step."],
];

/** The whole page, before any tour. */
export function tourPage(choices: readonly TourChoice[]): string {
  return documentOf(
    "A tour · Headway",
    <main>
      <p class="product">Headway</p>
      <h1>A tour</h1>
      <p>
        Choose an endpoint that is broken on purpose. Agents report to it, its properties are
        checked, then it is loaded, all of it really and on this machine.
      </p>
      <p id="needs" class="live">
        This page needs scripts, which are off in this browser. Without them:{" "}
        <code class="command">npx tsx cli.ts check --twin progress-101</code>
      </p>
      <Picker choices={choices} />
      <p id="talk" class="live" role="status">
        Nothing is under way.
      </p>
      {STEPS.map(([part, title, what]) => (
        <section key={part} aria-labelledby={`${part}-title`}>
          <h2 id={`${part}-title`}>{title}</h2>
          <p class="note">{what}</p>
          <div id={part} />
          {part === "shrinking" && <div id="finding" />}
        </section>
      ))}
    </main>,
    { scripts: [TOUR] },
  );
}

function Picker({ choices }: { readonly choices: readonly TourChoice[] }) {
  const families = [...new Set(choices.map(({ family }) => family))];
  return (
    <form class="picker" hidden>
      <label for="choice">Endpoint</label>
      <select id="choice" name="choice">
        {families.map((family) => (
          <optgroup key={family} label={family}>
            {choices
              .filter((choice) => choice.family === family)
              .map(({ id, statement }) => (
                <option key={id} value={id}>
                  {id}: {statement}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
      <button type="submit">Start</button>
    </form>
  );
}

/** One line on what goes on. */
export function talkPart(text: string): string {
  return part(visible(text));
}

/** Each agent with its subtask, how far it is, and what its last report was answered. */
export function agentsPart(agents: readonly TourAgent[]): string {
  return part(
    <ul class="agents">
      {agents.map(({ name, subtask, progress, status }) => (
        <li key={name}>
          <span>
            {name} <span class="note">{visible(subtask)}</span>
          </span>
          <progress max={100} value={progress} aria-label={`${name}, ${visible(subtask)}`} />
          <span class="number">
            {progress} % · {status ?? "no reply"}
          </span>
        </li>
      ))}
    </ul>,
  );
}

/** The trial that was violated first, and each smaller one that was violated alike. */
export function shrinkingPart(all: readonly Shrinking[]): string {
  return part(
    all.map(({ requirement, trials }) => (
      <article key={requirement} class="scenario">
        <h3>
          <Chip verdict="FAIL" /> {visible(requirement)}
        </h3>
        <p class="note">
          {trials.length === 1 ? "It was found as small as it can be." : shrunkText(trials)}
        </p>
        <ol class="trials">
          {[...trials.slice(0, 1), ...trials.slice(1).slice(-LATEST)].map((trial) => (
            <li key={trial}>
              <Code text={shortened(trial, TRIAL_CHARACTERS)} />
              <span class="note">{countText(trial.length)} characters</span>
            </li>
          ))}
        </ol>
      </article>
    )),
  );
}

function shrunkText(trials: readonly string[]): string {
  const steps = countText(trials.length - 1);
  return `In ${steps} steps, of which the first trial and the last ${LATEST} at most stand here:`;
}

/** What is violated, as on a report's page; the run's files stay where they are. */
export function findingPart(judged: JudgedRun): string {
  const requirements = judged.requirements.map((requirement) => {
    const { finding } = requirement;
    return finding === undefined
      ? requirement
      : { ...requirement, finding: { ...finding, files: [] } };
  });
  const held = requirements.filter(({ result }) => result?.outcome === "held").length;
  return part(
    <>
      <p>
        {held} requirements held, {judged.gating.red} that gate did not.
      </p>
      <FindingsSection judged={{ ...judged, requirements }} />
    </>,
  );
}

/** The load so far: each step answered against under way, and what is said of it. */
export function curvePart(judged: JudgedRun): string {
  return part(
    judged.scenarios.map((scenario) => (
      <article key={scenario.opened.scenario} class="scenario">
        <h3>{visible(scenario.opened.scenario)}</h3>
        <KneeFigure scenario={scenario} />
        {scenario.remarks.map((remark) => (
          <p key={remark}>{visible(remark)}</p>
        ))}
      </article>
    )),
  );
}

function part(children: ComponentChildren): string {
  return renderToString(h(Fragment, null, children));
}
