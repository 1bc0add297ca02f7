/** @jsxRuntime automatic @jsxImportSource preact */
/**
 * report.html: one file that needs nothing but itself. The policy in its head forbids to fetch
 * anything, whatever text a target has sent.
 */

import type { RunRecord } from "../../evidence/run-record.ts";
import type { JudgedRun } from "../../verdict/judged-run.ts";
import { visible } from "../text.ts";
import { BaselineSection } from "./baseline-section.tsx";
import { COPY } from "./copy-script.ts";
import { documentOf } from "./document.tsx";
import { FindingsSection } from "./findings-section.tsx";
import { LoadSection } from "./load-section.tsx";
import { DialectsSection, RequirementsSection } from "./requirements-section.tsx";
import { RunSection, TroubleSection } from "./run-section.tsx";
import { VerdictSection } from "./verdict-section.tsx";

/** The whole page. */
export function html(judged: JudgedRun, record: RunRecord): string {
  return documentOf(titleOf(judged), <PageBody judged={judged} record={record} />, {
    scripts: [COPY],
  });
}

interface PageProps {
  readonly judged: JudgedRun;
  readonly record: RunRecord;
}

/** All that stands on the page of a run. */
export function PageBody({ judged, record }: PageProps) {
  return (
    <>
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
    </>
  );
}

/** What stands on the browser's tab. */
export function titleOf({ verdict, run }: JudgedRun): string {
  return `${verdict} · Headway · ${visible(run?.target.url ?? "run")}`;
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
