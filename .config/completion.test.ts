/**
 * The completion scripts in real shells. Bash is asked word by word, taken apart as readline does;
 * zsh at a terminal of its own; fish by its own question. A shell that is not here is not asked, and
 * that is said.
 */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SHELLS } from "../reports/completion/index.ts";
import { PRESETS } from "../simulators/fleet/index.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const SHELL_MS_MAX = 60_000;

/** What a shell offers for the last of the words, sorted. */
type Ask = (words: readonly string[]) => readonly string[];

const place = mkdtempSync(join(tmpdir(), "headway-completion-"));
const script = (shell: string) => join(place, `headway.${shell}`);

function cli(...args: readonly string[]) {
  const loader = ["--import", import.meta.resolve("tsx")];
  // For the choices of --auth that want some.
  const secrets = { HEADWAY_TOKEN: "t", HEADWAY_ACCESS_KEY: "a", HEADWAY_SECRET_KEY: "s" };
  const env = { ...process.env, ...secrets };
  return spawnSync(process.execPath, [...loader, "cli.ts", ...args], {
    cwd: ROOT,
    env,
    encoding: "utf8",
  });
}

beforeAll(() => {
  for (const { name } of SHELLS) writeFileSync(script(name), cli("completion", name).stdout);
  // What there is to be completed in the folder that the shells stand in.
  mkdirSync(join(place, "here", "runs kept"), { recursive: true });
  writeFileSync(join(place, "here", "found.json"), "{}");
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

function shell(command: string, args: readonly string[]): string {
  const cwd = join(place, "here");
  const done = spawnSync(command, args, { cwd, encoding: "utf8", timeout: SHELL_MS_MAX });
  if (done.error !== undefined) throw done.error;
  expect(done.stderr).toBe("");
  expect(done.status).toBe(0);
  return done.stdout;
}

const lines = (text: string): readonly string[] =>
  [...new Set(text.split("\n").filter((line) => line !== ""))].sort();

const BASH = `
set -u
source "$1"; source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_headway
for found in \${COMPREPLY[@]+"\${COMPREPLY[@]}"}; do echo "$found"; done
`;

/** Readline takes words apart at = and : and leaves those characters as words. */
const apart = (word: string) => (word === "" ? [""] : word.split(/(?<=[=:])|(?=[=:])/));

const inBash: Ask = (words) =>
  lines(shell("bash", ["--norc", "-c", BASH, "bash", script("bash"), ...words.flatMap(apart)]));

const inFish: Ask = (words) => {
  const asked = ["--no-config", "-c", `source ${script("fish")}; complete -C "$argv[1]"`];
  return lines(shell("fish", [...asked, words.join(" ")])).map((line) => line.split("\t")[0] ?? "");
};

/** A zsh at a terminal writes down all that is handed to compadd and fits. */
const ZSH = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PROMPT=; autoload -Uz compinit && compinit -u -D && source '$1
zpty -w z 'compadd() { local -a hits; [[ \${@[1,(i)(-|--)]} == *-(A|D|O)* ]] || { builtin compadd -A hits "$@"; print -rl -- $hits >> '$3'; }; builtin compadd "$@" }'
zpty -w z 'ask() { zle complete-word; : > '$3'.done }; zle -N ask; bindkey "^X" ask; : > '$3'.ready'
for i in {1..400}; do [[ -e $3.ready ]] && break; zpty -rt z >/dev/null; sleep 0.05; done
zpty -wn z $2$'\\x18'
for i in {1..400}; do [[ -e $3.done ]] && break; zpty -rt z >/dev/null; sleep 0.05; done
[[ -e $3.done ]] || { print -u2 "zsh was not done in time"; exit 1; }
`;
let asked = 0;

const inZsh: Ask = (words) => {
  asked += 1;
  const hits = join(place, `hits.${asked}`);
  writeFileSync(hits, "");
  shell("zsh", ["-f", "-c", ZSH, "zsh", script("zsh"), words.join(" "), hits]);
  // A flag with a value ends in "=" there, which goes when a blank is typed.
  return lines(readFileSync(hits, "utf8")).map((hit) => hit.replace(/^(--[\w-]+)=$/, "$1"));
};

const ROWS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["a verb", ["che"], ["check"]],
  ["a verb below another", ["cluster", ""], ["collect", "render"]],
  ["a shell", ["completion", ""], ["bash", "fish", "zsh"]],
  ["a flag", ["check", "--mo"], ["--mode"]],
  ["a flag of a verb below another", ["cluster", "render", "--par"], ["--parallelism"]],
  ["the help", ["serve", "--he"], ["--help"]],
  ["no flag of another verb", ["check", "--lan"], []],
  ["a value", ["check", "--mode", ""], ["explore", "gate"]],
  ["a value that commander knows", ["simulate", "--format", "s"], ["spec", "svg"]],
  ["a preset", ["load", "smoke", "--preset", ""], PRESETS.map(({ name }) => name).sort()],
  ["a requirement", ["check", "--only", "progress/out"], ["progress/out-of-range"]],
  ["a finding", ["waive", "progress/out"], ["progress/out-of-range"]],
  ["a scenario", ["load", "smoke", "stea"], ["steady"]],
  [
    "what is behind a value with colons",
    ["load", "--target", "http://127.0.0.1:8080", "stea"],
    ["steady"],
  ],
  ["a list", ["list", "t"], ["twins"]],
  ["nothing for an open value", ["check", "--seed", ""], []],
];

/** Fish knows of one value behind a flag. */
const MORE = ["gate", "--only", "route/", "progress/out"];

/** Asks all rows, and that paths are offered where they are wanted. */
function completes(ask: Ask): void {
  it.each(ROWS)("%s", (_, words, wanted) => {
    expect(ask(["headway", ...words])).toEqual(wanted);
  });

  it("every verb that there is", () => {
    const verbs: readonly { readonly usage: string }[] = JSON.parse(cli("list", "verbs").stdout);
    const first = verbs.map(({ usage }) => usage.split(" ")[0] ?? "");
    expect(first.length).toBeGreaterThan(12);
    expect(ask(["headway", ""])).toEqual([...new Set(first)].sort());
  });

  it("folders where a folder is wanted, files where a file is", () => {
    const plain = (found: readonly string[]) =>
      found.map((path) => path.replaceAll("\\", "").replace(/\/$/, ""));
    expect(plain(ask(["headway", "check", "--out", ""]))).toEqual(["runs kept"]);
    expect(plain(ask(["headway", "replay", "fou"]))).toEqual(["found.json"]);
    expect(plain(ask(["headway", "diff", "latest", ""]))).toEqual(["latest", "runs kept"]);
  });
}

const isHere = (name: string) => spawnSync(name, ["--version"]).status === 0;

for (const [name, ask] of [
  ["bash", inBash],
  ["zsh", inZsh],
  ["fish", inFish],
] as const) {
  const here = isHere(name);
  if (!here) console.error(`There is no ${name} here: its completion script is not tried.`);
  describe.runIf(here)(`${name} completes`, { timeout: SHELL_MS_MAX }, () => completes(ask));
}

describe.runIf(isHere("bash"))("bash", () => {
  it("completes a value behind =, and nothing that is for k6", () => {
    expect(inBash(["headway", "check", "--mode=ex"])).toEqual(["explore"]);
    expect(inBash(["headway", "check", "--mode="])).toEqual(["explore", "gate"]);
    expect(inBash(["headway", "load", "smoke", "--", "--"])).toEqual([]);
    expect(inBash(["headway", "check", "--tasks", "list:"])).toEqual([]);
  });

  it("offers the flags where nothing else is known", () => {
    expect(inBash(["headway", "gate", ""])).toContain("--target");
  });

  it("runs nothing that is being typed", () => {
    const trap = join(place, "trapped");
    const typed = `$(touch ${trap})`;
    inBash(["headway", "check", "--only", typed]);
    inBash(["headway", "check", typed, "--mode", typed]);
    inBash(["headway", "check", "--out", `\`touch ${trap}\``, ""]);
    expect(existsSync(trap)).toBe(false);
  });

  it("offers no choice that the command refuses", () => {
    const flags = ["--observe", "--auth", "--faults", "--mode", "--dispatch", "--retry"];
    const choices = flags.map((flag) => inBash(["headway", "gate", flag, ""]));
    for (const one of choices) expect(one).not.toEqual([]);
    const most = Math.max(...choices.map((one) => one.length));
    for (let i = 0; i < most; i += 1) {
      const chosen = flags.map((flag, at) => `${flag}=${choices[at]?.[i % choices[at].length]}`);
      const target = ["--target", "http://127.0.0.1:9", "--tasks", "list:a"];
      const done = cli("gate", ...target, "--dry-run", ...chosen);
      expect(done.status, `${chosen.join(" ")}: ${done.stderr}`).toBe(0);
    }
  });
});

it.each([
  ["bash", inBash],
  ["zsh", inZsh],
] as const)("%s completes one more value of a flag that takes many", (name, ask) => {
  if (isHere(name)) expect(ask(["headway", ...MORE])).toEqual(["progress/out-of-range"]);
});

describe("a shell that there is no script for", () => {
  it("is an error of usage, with the one that was meant", () => {
    const { status, stderr } = cli("completion", "bsah");
    expect(stderr).toMatch(/unknown command 'bsah'\n\(Did you mean bash\?\)/);
    expect(status).toBe(2);
  });
});
