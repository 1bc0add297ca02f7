/**
 * Writes the action's outputs: `node outputs.mjs <exit status> [folder of the run]`. What stands in
 * a report came from a target in part, so only known words and JSON on one line are written.
 */
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";

const VERDICTS = ["CONFORMS", "VIOLATES", "INVALID", "INCOMPLETE", "ERROR"];

const [status = "4", folder = ""] = process.argv.slice(2);
const run = readRun();
const outputs = {
  status,
  verdict: run?.verdict ?? "",
  findings: JSON.stringify(run?.red ?? []),
  folder: run === undefined ? "" : folder,
  report: run === undefined ? "" : join(folder, "report.html"),
};
const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`);
append("GITHUB_OUTPUT", lines.join(""));
// A run has written its own summary.
if (run === undefined) {
  const text = `# Headway: no run\n\nExit status **${status}**; the step's log says why.\n`;
  append("GITHUB_STEP_SUMMARY", text);
}

/** What `report.json` decided; undefined where there is none. */
function readRun() {
  try {
    const { verdict, requirements } = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
    return VERDICTS.includes(verdict)
      ? { verdict, red: requirements.filter(isRed).map(({ id }) => id) }
      : undefined;
  } catch {
    return undefined;
  }
}

function isRed({ gating, verdict }) {
  return verdict === "STALE-WAIVER" || (gating && (verdict === "FAIL" || verdict === "FLAKY"));
}

function append(variable, text) {
  const file = process.env[variable];
  if (file !== undefined && file !== "") appendFileSync(file, text);
}
