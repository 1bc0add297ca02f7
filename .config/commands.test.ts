/**
 * Every command on our pages, read by a shell as its reader's shell would read it. Verbs that need
 * no target are run, those that need one say what they would send (`--dry-run`), and of the rest the
 * verbs and flags have to exist. The tutorial is run whole by `tutorial.deep.test.ts`, the program
 * texts of the library's guide by `library.test.ts`.
 *
 * Not verified: what kubectl, docker and a k6 of one's own make of their arguments.
 */

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksOf, lineMissing } from "./blocks.ts";
import { readVerbs } from "./reference-page.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const RUN_WHOLE = ".github/docs/tutorial.md";
const PAGE_MS_MAX = 300_000;

const place = mkdtempSync(join(tmpdir(), "headway-commands-"));
const shims = join(place, "bin");
const calls = join(place, "calls.ndjson");
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Pages that people write and read. */
const PAGES = [
  "",
  ".github/",
  ".github/docs/",
  "simulators/",
  "properties/",
  "scenarios/",
  "reports/",
]
  .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}${name}`))
  .filter((path) => path.endsWith(".md") && path !== RUN_WHOLE);

/** The programs that pages name, and nothing else: another one is red until somebody looks. */
const PROGRAMS = ["npx", "npm", "k6", "kubectl", "docker", "id"];

beforeAll(() => {
  mkdirSync(shims);
  const shim = readFileSync(join(ROOT, ".config", "command-shim.mjs"), "utf8");
  for (const program of PROGRAMS) {
    const path = join(shims, program);
    writeFileSync(path, `#!${process.execPath}\n${shim}`);
    chmodSync(path, 0o755);
  }
  writeFileSync(join(shims, "package.json"), '{ "type": "module" }\n');
});

/** Commands of a page: its blocks for a shell, and what it names in passing without a gap to fill. */
function commandsOf(page: string): readonly string[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  const inBlocks = blocksOf(text).flatMap((block) => {
    if (block.language === "sh") return [block.text];
    if (block.language !== "console") return [];
    return block.text.split("\n").flatMap((line) => (line.startsWith("$ ") ? [line.slice(2)] : []));
  });
  const inText = [...text.matchAll(/`(npx tsx cli\.ts [^`<[…]+)`/g)].map((match) => match[1] ?? "");
  return [...inBlocks, ...inText].map((command) => command.replace(/^npx tsx cli\.ts …/gm, "# …"));
}

const callSchema = v.pipe(
  v.string(),
  v.parseJson(),
  // `door`: what our own command is given, where the program calls it.
  v.object({ words: v.array(v.string()), door: v.optional(v.array(v.string())) }),
);
type Call = v.InferOutput<typeof callSchema>;

/** Has a shell read it; what was called, each with its words. Fails where the shell does. */
function called(command: string, cwd: string): readonly Call[] {
  writeFileSync(calls, "");
  const env = {
    PATH: shims,
    HOME: process.env["HOME"],
    NO_COLOR: "1",
    HEADWAY_TOKEN: "token-of-the-pages",
    COMMANDS_FILE: calls,
    COMMANDS_DOOR: join(ROOT, "cli.ts"),
    COMMANDS_LOADER: import.meta.resolve("tsx"),
    COMMANDS_PATH: process.env["PATH"],
  };
  const done = spawnSync("/bin/bash", ["-e", "-c", command], { cwd, env, encoding: "utf8" });
  expect(done.status, `${command}\n${done.stdout.slice(-2000)}${done.stderr}`).toBe(0);
  const lines = readFileSync(calls, "utf8").trimEnd().split("\n");
  return lines.filter((line) => line !== "").map((line) => v.parse(callSchema, line));
}

/** What the pages' commands read. */
function readerFolder(): string {
  const folder = mkdtempSync(join(place, "reader-"));
  const body = { subtask_name: "MIGRATE_LINUX_FILE", progress: 5, replicatesize: 1000 };
  const reports = Array.from({ length: 12 }, (_, i) => ({
    startedDateTime: new Date(Date.UTC(2026, 0, 1, 0, 0, i * 5)).toISOString(),
    request: {
      method: "PUT",
      url: "https://endpoint.test/v3/tasks/task-1/progress",
      headers: [],
      postData: {
        text: JSON.stringify({
          ...body,
          progress: i,
          totalsize: 100_000,
          process_trace: "copying",
        }),
      },
    },
    response: { status: 200, headers: [] },
  }));
  const har = {
    log: { version: "1.2", creator: { name: "test", version: "1" }, entries: reports },
  };
  writeFileSync(join(folder, "traffic.har"), JSON.stringify(har));
  return folder;
}

const scriptsSchema = v.object({ scripts: v.record(v.string(), v.string()) });
const { scripts } = v.parse(
  scriptsSchema,
  JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")),
);
const verbs = readVerbs().map(({ usage, flags }) => ({
  name: usage.replace(/ [<[].*$/, ""),
  flags: new Set(flags.map((flag) => flag.flags.split(" ")[0])),
}));

/** What is wrong with a call; undefined: nothing. */
function wrongWith({ words: [program, ...words], door }: Call): string | undefined {
  if (door !== undefined) return wrongAtDoor(door);
  switch (program) {
    case "npx": {
      if (words[0] !== "vitest") return "want npx tsx cli.ts, npx headway or npx vitest";
      const gone = words.find((word) => word.includes("/") && !existsSync(join(ROOT, word)));
      return gone === undefined ? undefined : `there is no ${gone}`;
    }
    case "npm": {
      const script = words[0] === "run" ? words[1] : words[0];
      if (["ci", "install", "pack"].includes(script ?? "")) return undefined;
      return scripts[script ?? ""] === undefined ? `there is no script ${script}` : undefined;
    }
    default:
      return undefined;
  }
}

/** Verb and flags, up to what is for k6. */
function wrongAtDoor(words: readonly string[]): string | undefined {
  const own = words.slice(0, words.includes("--") ? words.indexOf("--") : undefined);
  const verb = verbs.find(({ name }) => own.slice(0, name.split(" ").length).join(" ") === name);
  if (verb === undefined) return `there is no verb ${own[0]}`;
  const flag = own.find((word) => word.startsWith("--") && !verb.flags.has(word));
  return flag === undefined ? undefined : `${verb.name} has no flag ${flag}`;
}

describe("commands on pages", () => {
  const withCommands = PAGES.filter((page) => commandsOf(page).length > 0);

  it.each(withCommands)(
    "%s",
    (page) => {
      const folder = readerFolder();
      const all = commandsOf(page).flatMap((command) => called(command, folder));
      expect(all.length).toBeGreaterThan(0);
      const wrong = all.flatMap((call) => {
        const what = wrongWith(call);
        return what === undefined ? [] : [`${call.words.join(" ")}: ${what}`];
      });
      expect(wrong).toEqual([]);
    },
    PAGE_MS_MAX,
  );

  it("are on the pages that have some", () => {
    expect(withCommands).toEqual(
      expect.arrayContaining(["README.md", ".github/docs/load.md", "reports/README.md"]),
    );
  });
});

it("the README's failing run prints what it quotes", { timeout: PAGE_MS_MAX }, () => {
  const quoted = blocksOf(readFileSync(join(ROOT, "README.md"), "utf8")).find(
    ({ language }) => language === "console",
  );
  const [command = "", ...lines] = quoted?.text.split("\n") ?? [];
  const words = command.split(" ").slice(4);
  const args = ["--import", import.meta.resolve("tsx"), join(ROOT, "cli.ts"), ...words];
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], NO_COLOR: "1" };
  const options = { cwd: readerFolder(), env, encoding: "utf8" } as const;
  const { stdout, status } = spawnSync(process.execPath, args, options);
  expect(command).toBe("$ npx tsx cli.ts check --twin progress-101");
  expect(status).toBe(1);
  expect(lines.length).toBeGreaterThan(10);
  expect(lineMissing(lines.map(timeless).join("\n"), stdout), stdout).toBeUndefined();
});

/** A quoted line without what is another in each run, or with each requirement that is added. */
function timeless(line: string): string {
  return line
    .replace(/(?<=trace {5})\S+$/, "…")
    .replace(/reports\/out\/[^/]+/, "reports/out/…")
    .replace(/\d+(?= (?:PASS|UNTESTABLE|of|gating)\b)/g, "‹n›");
}

describe("the test above would see", () => {
  const folder = readerFolder();

  it.each([
    ["a verb that is not there", "npx tsx cli.ts chekc", "there is no verb chekc"],
    ["a verb of the package", "npx headway chekc", "there is no verb chekc"],
    ["a verb in a container", "docker run --rm headway chekc", "there is no verb chekc"],
    ["a flag of another verb", "npx tsx cli.ts replay a.json --agents 2", "replay has no flag"],
    ["a test that is not there", "npx vitest run .config/none.test.ts", "there is no .config/none"],
    ["a script that is not there", "npm run tset", "there is no script tset"],
  ])("%s", (_, command, what) => {
    expect(called(command, folder).map(wrongWith)[0]).toContain(what);
  });

  it.each([
    ["a program that nobody looked at", "curl http://127.0.0.1/"],
    ["an option that cannot be meant", "npx tsx cli.ts simulate --agents many"],
    ["braces that the shell takes apart", "npx tsx cli.ts load steady --tasks range:a-{1..3}"],
  ])("%s", (_, command) => {
    expect(() => called(command, folder)).toThrow();
  });
});
