/**
 * `npm run build`: the package's program, in `.build/` or the folder that is named. JavaScript without types, each file where its
 * source lies, because modules find others by their place; declarations of what the library shows.
 * Nothing is bundled: k6's scripts are, by esbuild, when they are played.
 */

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const BUILD = resolve(process.argv[2] ?? join(ROOT, ".build"));
const PROJECTS = ["library", "package", "package-k6"];

/** What is built from when it is first needed: k6. */
const SHIPPED = ["scenarios/k6/module"];

rmSync(BUILD, { recursive: true, force: true });
for (const project of PROJECTS) compile(join(".config", `tsconfig.${project}.json`));
for (const path of filesUnder(BUILD)) {
  const text = readFileSync(path, "utf8");
  const packaged = asPackaged(text);
  if (packaged !== text) writeFileSync(path, packaged);
}
for (const folder of SHIPPED) cpSync(join(ROOT, folder), join(BUILD, folder), { recursive: true });
copyFileSync(join(ROOT, ".config", "headway.mjs"), join(BUILD, "headway.js"));
chmodSync(join(BUILD, "headway.js"), 0o755);

function compile(project: string): void {
  const tsc = join(ROOT, "node_modules", ".bin", "tsc");
  const done = spawnSync(tsc, ["-p", project, "--outDir", BUILD], { cwd: ROOT, stdio: "inherit" });
  if (done.error !== undefined) throw done.error;
  if (done.status !== 0) throw new Error(`build: tsc -p ${project} ended with ${done.status}`);
}

/**
 * In the package the command has another name than in a clone, wherever it is spoken of, and no
 * loader. Declarations name JavaScript files, as every compiler wants them.
 */
function asPackaged(text: string): string {
  return text
    .replace("#!/usr/bin/env -S npx tsx\n", "")
    .replaceAll("npx tsx cli.ts", "npx headway")
    .replaceAll(/((?:from|import\() ?"\.{1,2}\/[^"]*)\.tsx?"/g, '$1.js"');
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}
