/** The page counts what was kept, and says what was not run. */

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CLAUSES } from "../properties/peers/clauses.ts";
import { type Outcome, type Peers, readPeers } from "../properties/peers/outcome.ts";
import { peersPage, peersQuote } from "./peers-page.ts";

const run: Outcome = {
  tool: "schemathesis",
  level: "defaults",
  set: "published",
  flaw: "v_progress_max",
  seed: 1,
  killed: true,
  seconds: 8,
  requests: 900,
  firstSeconds: 2,
  says: ["in body - progress: Value greater than maximum"],
  bodyBytes: 120,
  asPrinted: false,
  withToken: true,
};

const clean = { ...run, flaw: "none", killed: false, requests: 998, says: [] };
const missed = { ...run, flaw: "s_lost", killed: false, says: [] };
const tuned: Outcome = { ...run, level: "tuned", flaw: "s_lost", says: ["progress: shown 0"] };
const own: Outcome = { ...run, tool: "headway", level: "check", asPrinted: true, bodyBytes: 50 };
const otherSeed = { ...missed, seed: 2 };

const peers: Peers = {
  schemathesis: "4",
  catalogue: "5",
  python: "Python 3",
  node: "20",
  machine: "one",
  drawn: 100,
  runs: 9,
  outcomes: [run, clean, missed, tuned, own, otherSeed],
};

const page = peersPage(peers, ["v_progress_max", "s_lost", "s_stale"]);

it.each([
  "| killed | 1 of 2; 0 of 1 | 2 of 2 | 1 of 1 |",
  "| false alarms on the reference | 0 of 1 |  |  |",
  "| requests of a clean run | 998 |  |  |",
  "| seconds to the first finding | 2.0 | 2.0 | 2.0 |",
  "| body of the counterexample, bytes | 120 | 120 | 50 |",
  "| names the clause | 1 of 1 | 1 of 1 | 1 of 1 |",
  "| shows it again, as printed | 0 of 1 | 0 of 1 | 1 of 1 |",
  "| `s_lost` | 0 of 2 | 1 of 1 |  |",
  "| `s_stale` |  |  |  |",
  "**Not all of it was run**: 3 runs are left",
  "Not run yet.",
])("%s", (row) => {
  expect(page).toContain(row);
});

it("counts what was drawn, by itself", () => {
  const drawn = [run, missed, own, clean].map((one) => ({ ...one, set: "drawn" as const }));
  const text = peersPage({ ...peers, outcomes: [...peers.outcomes, ...drawn] }, []);
  expect(text).toContain("| drawn by our own operators: killed | 1 of 2 |  | 1 of 1 |");
  expect(text).toContain("| killed | 1 of 2 | 1 of 1 |\n| false alarms on the reference | 0 | 0 |");
});

it("says nothing is left where nothing is", () => {
  expect(peersPage({ ...peers, runs: 6 }, [])).toContain("All of it was run.");
});

it("is quoted as it is by the README", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  for (const line of peersQuote(readPeers(), Object.keys(CLAUSES))) expect(readme).toContain(line);
});
