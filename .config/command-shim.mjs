/**
 * Stands in the place of the programs that our pages name, while `commands.test.ts` has a shell read
 * their blocks: it writes down what it was called with. A verb of the door that needs no target is
 * run; one that needs some is run with `--dry-run`; one that needs an earlier run, or figures that
 * were measured, is only noted.
 */
import { spawnSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { basename } from "node:path";

const name = basename(process.argv[1] ?? "");
const words = process.argv.slice(2);
const { COMMANDS_FILE = "", COMMANDS_DOOR = "", COMMANDS_LOADER = "", COMMANDS_PATH } = process.env;
/**
 * What the door is given, in a clone, by the package or in a container; undefined: it is not called.
 *
 * @param {readonly string[]} call
 */
function doorWords([program = "", ...given]) {
  if (program === "npx" && given[0] === "tsx" && given[1] === "cli.ts") return given.slice(2);
  if (program === "npx" && given[0] === "headway") return given.slice(1);
  const image = given.indexOf("headway");
  if (program === "docker" && given[0] === "run" && image > 0) return given.slice(image + 1);
  return undefined;
}

const DRY = ["check", "load", "gate"];
const AS_IT_IS = ["simulate", "list", "cluster render"];

const own = doorWords([name, ...words]);
appendFileSync(COMMANDS_FILE, `${JSON.stringify({ words: [name, ...words], door: own })}\n`);
if (own !== undefined) {
  const verb = own[0] === "cluster" ? own.slice(0, 2).join(" ") : (own[0] ?? "");
  if (DRY.includes(verb)) own.splice(1, 0, "--dry-run");
  if (DRY.includes(verb) || AS_IT_IS.includes(verb)) {
    const args = ["--import", COMMANDS_LOADER, COMMANDS_DOOR, ...own];
    const env = { ...process.env, PATH: COMMANDS_PATH };
    process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit", env }).status ?? 1;
  }
}
