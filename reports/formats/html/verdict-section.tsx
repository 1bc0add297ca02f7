/** @jsxRuntime automatic @jsxImportSource preact */
/** The first screen: what the verdict is, why, and what to do next. */

import type { JudgedRun } from "../../verdict/judged-run.ts";
import { REQUIREMENT_VERDICTS } from "../../verdict/judged-run.ts";
import { durationText, shortened, visible } from "../text.ts";
import { Chip, toneOf } from "./parts.tsx";

const MOST_TEXT = 600;

export function VerdictSection({ judged }: { readonly judged: JudgedRun }) {
  const { verdict, line, reason, status, next, run } = judged;
  const rest = line.slice(verdict.length).replace(/^[,\s]+/, "");
  return (
    <header class={`verdict ${toneOf(verdict)}`}>
      <p class="product">
        Headway · {run === undefined ? "run" : visible(run.verb)}
        {run === undefined ? "" : ` of ${visible(run.target.url)}`}
      </p>
      <h1>
        {verdict} <span class="rest">{visible(rest)}</span>
      </h1>
      <p class="reason">
        Exit status <strong>{status}</strong>: {shortened(visible(reason), MOST_TEXT)}
      </p>
      {next.length > 0 && (
        <div class="next">
          <h2>What to do next</h2>
          <ul>
            {next.map((step) => (
              <li key={step}>
                <Step text={step} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <Tiles judged={judged} />
      <CountsBar judged={judged} />
    </header>
  );
}

/** A step, with the command it ends in set apart. */
function Step({ text }: { readonly text: string }) {
  const command = /^(.*?: )((?:npx|headway|npm) .*)$/s.exec(text);
  if (command === null) return <>{shortened(visible(text), MOST_TEXT)}</>;
  return (
    <>
      {visible(command[1] ?? "")}
      <code class="command">{visible(command[2] ?? "")}</code>
    </>
  );
}

function Tiles({ judged }: { readonly judged: JudgedRun }) {
  const { gating, counts, scenarios, durationMs, requirements } = judged;
  const open = counts.INCONCLUSIVE + counts.VACUOUS + counts["HARNESS-ERROR"];
  const met = scenarios.filter((scenario) => scenario.verdict === "MET").length;
  const tiles: readonly (readonly [string, string, boolean])[] = [
    [`${gating.tested} / ${gating.total}`, "gating requirements tested", requirements.length > 0],
    [String(gating.red), "gating violated", requirements.length > 0],
    [String(open), "left open", requirements.length > 0],
    [`${met} / ${scenarios.length}`, "load scenarios met", scenarios.length > 0],
    [durationMs === undefined ? "–" : durationText(durationMs), "run time", true],
  ];
  return (
    <dl class="tiles">
      {tiles
        .filter(([, , shown]) => shown)
        .map(([value, name]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function CountsBar({ judged }: { readonly judged: JudgedRun }) {
  const shown = REQUIREMENT_VERDICTS.filter((verdict) => judged.counts[verdict] > 0);
  if (shown.length === 0) return null;
  return (
    <div class="counts">
      <div class="bar" aria-hidden="true">
        {shown.map((verdict) => (
          <span
            key={verdict}
            class={toneOf(verdict)}
            style={{ flexGrow: judged.counts[verdict] }}
          />
        ))}
      </div>
      <ul aria-label="Requirements by verdict">
        {shown.map((verdict) => (
          <li key={verdict}>
            {judged.counts[verdict]} <Chip verdict={verdict} />
          </li>
        ))}
      </ul>
    </div>
  );
}
