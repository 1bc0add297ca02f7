/** `properties/PEERS.md`, from what was measured last: a pure function of the record. */

import { isNamed } from "../properties/peers/clauses.ts";
import type { Outcome, Peers } from "../properties/peers/outcome.ts";
import { type Level, REFERENCE } from "../properties/peers/plan.ts";

const COLUMNS: readonly { readonly level: Level; readonly title: string }[] = [
  { level: "defaults", title: "Schemathesis, defaults" },
  { level: "tuned", title: "Schemathesis, tuned" },
  { level: "check", title: "Headway" },
];

const CLASSES: Readonly<Record<string, string>> = {
  v: "single fields, body, JSON",
  a: "credentials",
  h: "HTTP",
  f: "now and then, or slow",
  s: "state",
  c: "concurrency",
};

/** The page's text. `flaws`: the published set, all of it. */
export function peersPage(peers: Peers, flaws: readonly string[]): string {
  const published = peers.outcomes.filter(({ set }) => set === "published");
  return `# Beside Schemathesis

\`npm run bench:peers\` measures it anew, in hours, and resumes where it was left; \`npm run generate\` writes this page from what was
measured. Schemathesis ${peers.schemathesis} (${peers.python}), Headway at catalogue version ${peers.catalogue} (Node ${peers.node}), ${peers.machine}, other work beside.
${ranPart(peers)}

The set: ${flaws.length} flaws of one server in another language, [published here](peers/published/README.md). They were written before any check and in
favour of a rival, but **we saw them while building**: what we find here says less about us than what we find elsewhere. How it is
run, and what is fair about it: [peers](peers/README.md).

| | ${COLUMNS.map(({ title }) => title).join(" | ")} |
|---|---|---|---|
${peersQuote(peers, flaws).join("\n")}

*Tuned*: 1,000 examples, a limit of 1 s on answers, a hook that reads back what was reported; it was put to the reference and to what the
defaults left standing, and stops at its first finding: its row *killed* has the defaults' in it. Medians over runs that found something;
a range where seeds differ. *Body*: of the smallest body that a finding shows. *Names the clause*: some finding names the field or the rule
that is broken, by the [same words](peers/clauses.ts), ours, for both; the answer and the command, which it shows too, are not looked at. *Again*: the
command of the first finding, run as printed while the server runs, gets the same answer; Schemathesis masks the token in what it prints.

## By class

| | flaws | ${COLUMNS.map(({ title }) => title).join(" | ")} |
|---|---|---|---|---|
${Object.entries(CLASSES)
  .map(([prefix, name]) =>
    classRow(
      name,
      published,
      flaws.filter((f) => f.startsWith(`${prefix}_`)),
    ),
  )
  .join("\n")}

## By flaw

Seeds that found it, of those that were run; an empty cell: not run.

| flaw | ${COLUMNS.map(({ title }) => title).join(" | ")} |
|---|---|---|---|
${[REFERENCE, ...flaws].map((flaw) => flawRow(flaw, published)).join("\n")}

## Drawn flaws

${drawnPart(peers)}
`;
}

/** The rows that the README quotes. */
export function peersQuote({ outcomes }: Peers, flaws: readonly string[]): readonly string[] {
  const published = outcomes.filter(({ set }) => set === "published");
  const rows = [...summaryRows(published, flaws), drawnRow(outcomes)];
  return rows.map((cells) => `| ${cells.join(" | ")} |`);
}

/** Beside the set: what each kills of flaws that our operators draw. */
function drawnRow(outcomes: readonly Outcome[]): readonly string[] {
  const cells = COLUMNS.map(({ level }) => drawnKilled(outcomes, level));
  return ["drawn by our own operators: killed", ...cells];
}

function drawnKilled(outcomes: readonly Outcome[], level: Level): string {
  const flawed = at(outcomes, level, "drawn").filter(({ flaw }) => flaw !== REFERENCE);
  const killed = flawed.filter((run) => run.killed);
  return flawed.length === 0 ? "" : `${killed.length} of ${flawed.length}`;
}

function ranPart({ outcomes, runs }: Peers): string {
  const stages = COLUMNS.map(({ level, title }) => {
    const seeds = new Set(at(outcomes, level, "published").map(({ seed }) => seed));
    return `${title}: ${at(outcomes, level, "published").length} runs, seeds ${[...seeds].sort().join(", ") || "none"}`;
  });
  const left = runs - outcomes.length;
  const rest =
    left <= 0
      ? "All of it was run"
      : `**Not all of it was run**: ${left} runs are left, and a column that is not complete is over other flaws than its neighbour`;
  return `${rest}. ${stages.join("; ")}; drawn: ${outcomes.filter(({ set }) => set === "drawn").length} runs.`;
}

function summaryRows(
  published: readonly Outcome[],
  flaws: readonly string[],
): readonly (readonly string[])[] {
  const row = (name: string, cell: (runs: readonly Outcome[], level: Level) => string) => [
    name,
    ...COLUMNS.map(({ level }) => cell(at(published, level, "published"), level)),
  ];
  const found = (runs: readonly Outcome[]) =>
    runs.filter(({ killed, flaw }) => killed && flaw !== REFERENCE);
  const clean = (runs: readonly Outcome[]) => runs.filter(({ flaw }) => flaw === REFERENCE);
  const share = (all: readonly Outcome[], holds: (run: Outcome) => boolean) =>
    all.length === 0 ? "" : `${all.filter(holds).length} of ${all.length}`;
  return [
    row("killed", (_, level) => killedText(published, level, flaws)),
    row("false alarms on the reference", (runs) => share(clean(runs), ({ killed }) => killed)),
    row("requests of a clean run", (runs) =>
      spread(
        clean(runs).map((r) => r.requests),
        0,
      ),
    ),
    row("seconds of a clean run", (runs) =>
      spread(
        clean(runs).map((r) => r.seconds),
        1,
      ),
    ),
    row("seconds to the first finding", (runs) =>
      middle(
        found(runs).flatMap((r) => r.firstSeconds ?? []),
        1,
      ),
    ),
    row("body of the counterexample, bytes", (runs) =>
      middle(
        found(runs).flatMap((r) => r.bodyBytes ?? []),
        0,
      ),
    ),
    row("names the clause", (runs) => share(found(runs), ({ flaw, says }) => isNamed(flaw, says))),
    row("shows it again, as printed", (runs) =>
      share(found(runs), ({ asPrinted }) => asPrinted === true),
    ),
    row("… with the token put in by hand", (runs) =>
      share(found(runs), ({ withToken }) => withToken === true),
    ),
  ];
}

function killedText(published: readonly Outcome[], level: Level, flaws: readonly string[]): string {
  const runs = at(published, level, "published");
  if (runs.length === 0) return "";
  if (level === "tuned") {
    const untried = flaws.filter(
      (flaw) => !killedAt(published, "defaults", flaw) && !runs.some((r) => r.flaw === flaw),
    );
    const killed = flaws.filter((flaw) =>
      ["defaults", "tuned"].some((l) => killedAt(published, l, flaw)),
    );
    return `${killed.length} of ${flaws.length - untried.length}`;
  }
  if (runs.every(({ flaw }) => flaw === REFERENCE)) return "";
  const bySeed = [...new Set(runs.map(({ seed }) => seed))].map((seed) => {
    const own = runs.filter((run) => run.seed === seed && run.flaw !== REFERENCE);
    return `${own.filter(({ killed }) => killed).length} of ${own.length}`;
  });
  return [...new Set(bySeed)].join("; ");
}

function classRow(name: string, published: readonly Outcome[], flaws: readonly string[]): string {
  const cells = COLUMNS.map(({ level }) =>
    killedText(
      published.filter((r) => flaws.includes(r.flaw)),
      level,
      flaws,
    ),
  );
  return `| ${name} | ${flaws.length} | ${cells.join(" | ")} |`;
}

function flawRow(flaw: string, published: readonly Outcome[]): string {
  const cells = COLUMNS.map(({ level }) => {
    const runs = at(published, level, "published").filter((run) => run.flaw === flaw);
    if (runs.length === 0) return "";
    return `${runs.filter(({ killed }) => killed).length} of ${runs.length}`;
  });
  return `| ${flaw === REFERENCE ? "(the reference)" : `\`${flaw}\``} | ${cells.join(" | ")} |`;
}

function drawnPart({ outcomes, drawn }: Peers): string {
  const levels = ["defaults", "check"] as const;
  const about = `${drawn} flaws drawn from our own operators (\`simulators/endpoint/flaws\`), on the embedded endpoint, profile 2026-01: what we break is what
we thought of, so this is our home ground. Schemathesis reads our own document with the call that shows a task, links, an example and
more statuses laid over it.`;
  const killed = levels.map((level) => drawnKilled(outcomes, level));
  if (killed.includes("")) return `${about}\n\nNot run yet.`;
  const alarms = levels.map(
    (level) => at(outcomes, level, "drawn").filter((r) => r.flaw === REFERENCE && r.killed).length,
  );
  return `${about}

| | Schemathesis, defaults | Headway |
|---|---|---|
| killed | ${killed.join(" | ")} |
| false alarms on the reference | ${alarms.join(" | ")} |`;
}

function at(outcomes: readonly Outcome[], level: Level, set: Outcome["set"]): readonly Outcome[] {
  return outcomes.filter((run) => run.level === level && run.set === set);
}

function killedAt(outcomes: readonly Outcome[], level: string, flaw: string): boolean {
  return outcomes.some((run) => run.level === level && run.flaw === flaw && run.killed);
}

function middle(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)]?.toFixed(digits) ?? "";
}

function spread(values: readonly number[], digits: number): string {
  if (values.length < 2) return middle(values, digits);
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const range = min === max ? "" : ` (${min.toFixed(digits)}–${max.toFixed(digits)})`;
  return `${middle(values, digits)}${range}`;
}
