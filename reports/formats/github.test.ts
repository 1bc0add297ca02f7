/** Annotations of GitHub Actions: what is said, how much, and that nothing foreign is a command. */

import { describe, expect, it } from "vitest";
import { findingOf, violated } from "../testing/make-findings.ts";
import { makeEvents, makeRun, withResult } from "../testing/make-run.ts";
import { judge } from "../verdict/decide.ts";
import { githubAnnotations, withoutCommands } from "./github.ts";

/** As the runner of GitHub reads a line: level, properties, message. */
const COMMAND = /^::(error|warning|notice) title=([^:,\r\n]*)::([^\r\n]*)$/;

describe("annotations", () => {
  it("begin with the verdict and name each finding and missed load, what gates as an error", () => {
    const lines = githubAnnotations(judge(makeRun("failing"))).split("\n");
    expect(lines[0]).toMatch(/^::error title=VIOLATES%2C 3 gating .*::Exit status 1: red/);
    const titles = lines.map((line) => COMMAND.exec(line)?.slice(1, 3).join(" "));
    expect(titles.slice(1)).toEqual([
      "error FAIL progress/above-range",
      "error FAIL state/refused-report-changes-nothing",
      "error FLAKY overlap/last-completed-wins",
      "error MISSED load steady",
    ]);
    expect(lines.at(-1)).toContain("no-timeouts: got 120, at most 0");
  });

  it("begin with the most telling of one cause", () => {
    const [body, state] = ["progress/above-range", "state/refused-report-changes-nothing"] as const;
    const cause = { wanted: "shown", got: "no report" };
    const results = [body, state].map((id) => {
      return { ...violated(id), finding: { ...findingOf(id), cause } };
    });
    const judged = judge({ ...makeRun("clean"), events: makeEvents({ results, load: "none" }) });
    const titles = githubAnnotations(judged).match(/(?<=^::error title=FAIL )[^:]+/gm);
    expect(titles).toEqual([state, body]);
  });

  it("are a notice when the run conforms", () => {
    expect(githubAnnotations(judge(makeRun("clean")))).toMatch(/^::notice title=CONFORMS/);
  });

  it("are no more than a job shows", () => {
    expect(githubAnnotations(judge(makeRun("100 findings"))).split("\n")).toHaveLength(10);
  });

  it("keep foreign text in its place", () => {
    const hostile = "x\n::set-env name=A::b\r%0A::error::y,title=z:: ##[add-mask]q";
    const id = "progress/above-range";
    const finding = { ...findingOf(id), actual: hostile, counterexample: hostile };
    const results = withResult({ ...violated(id), finding });
    const judged = judge({ ...makeRun("clean"), events: makeEvents({ results }) });
    for (const line of githubAnnotations(judged).split("\n")) expect(line).toMatch(COMMAND);
  });
});

it("text between commands is tied by a word", () => {
  expect(withoutCommands("::error::x", "w-1")).toBe("::stop-commands::w-1\n::error::x\n::w-1::");
});
