/**
 * The Dockerfile's instructions, one after the other, in folders of their own, with this machine's
 * Go, Node and bash in place of the images': what they copy is enough, the commands work, and what
 * comes out gates our own endpoint. Wants the registries.
 *
 * Not verified: the images themselves, the layers, and that the user may write.
 */

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type Instruction, isInContext, ROOT, readInstructions } from "./dockerfile-steps.ts";

const BUILD_MS_MAX = 900_000;

const place = mkdtempSync(join(tmpdir(), "headway-image-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** A stage on its way. */
interface Stage {
  /** What stands for its root folder. */
  readonly root: string;
  folder: string;
  readonly env: NodeJS.ProcessEnv;
}

const inStage = (name: string, path: string) => join(place, name, path);

/** A command whose absolute paths lie in the stage. */
function rooted(command: string, { root }: Stage): string {
  return command.replaceAll(/(?<=^|[\s=])\/(?=(?:src|out|opt|work|usr\/local)\b)/g, `${root}/`);
}

function run(command: string, { folder, env }: Stage): void {
  const options = { cwd: folder, encoding: "utf8", timeout: BUILD_MS_MAX } as const;
  const base = { PATH: process.env["PATH"], HOME: process.env["HOME"] };
  // There is no such user here.
  const script = `set -e; chown() { :; }; ${command}`;
  const done = spawnSync("bash", ["-c", script], { ...options, env: { ...base, ...env } });
  if (done.error !== undefined) throw done.error;
  expect(done.status, `${command}\n${done.stdout}${done.stderr}`).toBe(0);
}

function copy({ words, from }: Instruction, stage: Stage): void {
  const target = words.at(-1) ?? "";
  const into = target.startsWith("/") ? join(stage.root, target) : join(stage.folder, target);
  for (const source of words.slice(0, -1)) {
    const path = from === undefined ? resolve(ROOT, source) : inStage(from, source);
    const isFolder = spawnSync("test", ["-d", path]).status === 0;
    // A folder's content is copied, a file into a folder or as that file.
    const to = isFolder || !target.endsWith("/") ? into : join(into, basename(source));
    mkdirSync(dirname(to), { recursive: true });
    const filter = (one: string) =>
      from !== undefined || one === ROOT || isInContext(one.slice(ROOT.length + 1));
    cpSync(path, to, { recursive: true, filter, verbatimSymlinks: true });
  }
}

/** Does what one instruction says; gives the stage that the next one is in. */
function follow(instruction: Instruction, stage: Stage | undefined): Stage {
  const { name, words, text } = instruction;
  if (name === "FROM") {
    const root = inStage(words[2] ?? "image", "");
    mkdirSync(join(root, "usr", "local", "bin"), { recursive: true });
    return { root, folder: root, env: {} };
  }
  if (stage === undefined) throw new Error(`Dockerfile: ${name} before FROM`);
  if (name === "WORKDIR") {
    stage.folder = join(stage.root, words[0] ?? "");
    mkdirSync(stage.folder, { recursive: true });
  } else if (name === "ENV") {
    for (const word of text.split(" ")) {
      const at = word.indexOf("=");
      stage.env[word.slice(0, at)] = rooted(word.slice(at + 1), stage);
    }
  } else if (name === "COPY") copy(instruction, stage);
  else if (name === "RUN") run(rooted(text, stage), stage);
  return stage;
}

it("its commands make a Headway that gates our own endpoint", { timeout: BUILD_MS_MAX }, () => {
  let stage: Stage | undefined;
  for (const instruction of readInstructions()) stage = follow(instruction, stage);
  if (stage === undefined) throw new Error("Dockerfile: no stage");
  expect(existsSync(join(stage.root, "opt", "headway", "node_modules", "vitest"))).toBe(false);
  const headway = join(stage.root, "usr", "local", "bin", "headway");
  run(`${headway} doctor | grep -q 'k6: .*K6_PATH'`, stage);
  run(`${headway} gate --target embedded`, stage);
});
