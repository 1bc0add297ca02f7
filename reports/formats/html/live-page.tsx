/** @jsxRuntime automatic @jsxImportSource preact */
/** The page of a run while it is served: it says whether the run is under way, and follows it. */

import type { RunRecord } from "../../evidence/run-record.ts";
import type { JudgedRun } from "../../verdict/judged-run.ts";
import { shortened, visible } from "../text.ts";
import { COPY } from "./copy-script.ts";
import { documentOf, type PageScript } from "./document.tsx";
import { PageBody, titleOf } from "./page.tsx";

/** Where the browser is told that there is something new. */
const FOLLOW: PageScript = {
  text: 'new EventSource("/follow").onmessage = () => location.reload();',
  connects: true,
};
const MOST_TEXT = 300;

/** The page of the newest run; `silent`: nothing was written to it for long. */
export function livePage(
  judged: JudgedRun,
  record: RunRecord,
  { silent }: { readonly silent: boolean },
): string {
  const ended = judged.durationMs !== undefined;
  const underWay = !ended && !silent;
  const shown = underWay ? withoutVerdict(judged) : judged;
  return documentOf(
    titleOf(shown),
    <>
      {underWay && (
        <p class="live" role="status">
          {progressText(judged)}
        </p>
      )}
      <PageBody judged={shown} record={record} />
    </>,
    { scripts: [COPY, FOLLOW], refreshSeconds: underWay ? 5 : undefined },
  );
}

/** The page before there is any run. */
export function waitingPage(folder: string): string {
  return documentOf(
    "No run yet · Headway",
    <main>
      <h1>No run yet</h1>
      <p role="status">
        {shortened(visible(folder), MOST_TEXT)} holds no run; this page shows the first one there.
      </p>
    </main>,
    { scripts: [FOLLOW], refreshSeconds: 5 },
  );
}

/** Of what is not at its end nothing is said yet but what is violated: that stays so. */
function withoutVerdict(judged: JudgedRun): JudgedRun {
  if (judged.status === 1) return judged;
  const reason = "none yet, the run is under way";
  return { ...judged, verdict: "INCOMPLETE", line: "INCOMPLETE", reason, next: [] };
}

function progressText({ requirements, scenarios, gating }: JudgedRun): string {
  const done = requirements.filter(({ result }) => result !== undefined).length;
  const load = scenarios.at(-1);
  return [
    `Under way: ${done} of ${requirements.length} requirements checked, ${gating.red} violated`,
    ...(load === undefined
      ? []
      : [
          `load ${visible(load.opened.scenario)}: ${load.load.ledger.acknowledged} reports acknowledged`,
        ]),
  ].join("; ");
}
