/** Comparing folders of runs: a run that is read in part makes nothing green. */

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { diffAgain } from "./diff-verb.ts";
import { makeRun, type Situation, writeRun } from "./testing/make-run.ts";

const QUIET = { json: false, color: false };

function folderOf(...situations: readonly Situation[]): string {
  const folder = mkdtempSync(join(tmpdir(), "headway-diff-"));
  for (const [i, situation] of situations.entries()) {
    writeRun(makeRun(situation), join(folder, `run-${i}`));
  }
  return folder;
}

/** Cuts the line by which a run begins. */
function behead(run: string): void {
  const path = join(run, "events.ndjson");
  const [first = "", ...rest] = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, [first.slice(0, 40), ...rest].join("\n"));
}

it("is green where both sides are whole", () => {
  expect(diffAgain(folderOf("clean"), folderOf("clean", "clean"), QUIET).status).toBe(0);
});

it.each([0, 1])("is never green over a damaged run, be it number %i of the newer side", (which) => {
  const after = folderOf("clean", "clean");
  behead(join(after, `run-${which}`));
  const { status, text } = diffAgain(folderOf("clean"), after, QUIET);
  expect(status).not.toBe(0);
  expect(text).not.toContain("NO REGRESSION");
});

it("shows what a damaged run still shows", () => {
  const after = folderOf("clean", "failing");
  behead(join(after, "run-1"));
  expect(diffAgain(folderOf("clean"), after, QUIET).status).toBe(1);
});
