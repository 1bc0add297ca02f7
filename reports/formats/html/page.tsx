/**
 * report.html: one file that needs nothing but itself. No script runs in it and nothing is
 * fetched; a policy in its head forbids both, whatever text a target has sent.
 */

import { renderToString } from "preact-render-to-string";
import type { RunRecord } from "../../evidence/run-record.ts";
import type { JudgedRun } from "../../verdict/judged-run.ts";
import { visible } from "../text.ts";
import { BaselineSection } from "./baseline-section.tsx";
import { FindingsSection } from "./findings-section.tsx";
import { LoadSection } from "./load-section.tsx";
import { DialectsSection, RequirementsSection } from "./requirements-section.tsx";
import { RunSection, TroubleSection } from "./run-section.tsx";
import { STYLE } from "./style.ts";
import { VerdictSection } from "./verdict-section.tsx";

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The whole page. */
export function html(judged: JudgedRun, record: RunRecord): string {
  return `<!doctype html>\n${renderToString(<Page judged={judged} record={record} />)}\n`;
}

interface PageProps {
  readonly judged: JudgedRun;
  readonly record: RunRecord;
}

function Page({ judged, record }: PageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="color-scheme" content="light dark" />
        <title>{`${judged.verdict} · Headway · ${visible(judged.run?.target.url ?? "run")}`}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <VerdictSection judged={judged} />
        <Contents judged={judged} />
        <main>
          <TroubleSection judged={judged} />
          <FindingsSection judged={judged} />
          <LoadSection judged={judged} />
          <BaselineSection judged={judged} />
          <RequirementsSection judged={judged} />
          <DialectsSection judged={judged} />
          <RunSection judged={judged} record={record} />
        </main>
      </body>
    </html>
  );
}

function Contents({ judged }: { readonly judged: JudgedRun }) {
  const findings = judged.requirements.filter(({ finding }) => finding !== undefined).length;
  const links: readonly (readonly [string, string, boolean])[] = [
    ["#findings", `Findings (${findings})`, findings > 0],
    ["#load", `Load (${judged.scenarios.length})`, judged.scenarios.length > 0],
    ["#baseline", "Baseline", judged.baseline !== undefined],
    [
      "#requirements",
      `Requirements (${judged.requirements.length})`,
      judged.requirements.length > 0,
    ],
    ["#dialects", "Dialects", judged.dialects.length > 0],
    ["#run", "Run", true],
  ];
  return (
    <nav aria-label="Contents">
      {links
        .filter(([, , shown]) => shown)
        .map(([href, name]) => (
          <a key={href} href={href}>
            {name}
          </a>
        ))}
    </nav>
  );
}
