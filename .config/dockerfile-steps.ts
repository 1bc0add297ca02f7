/** The Dockerfile as its parser reads it, and what its ignore file lets through. For its tests. */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Copy, DockerfileParser } from "dockerfile-ast";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
export const DOCKERFILE = readFileSync(join(ROOT, ".github", "Dockerfile"), "utf8");
const IGNORED = readFileSync(join(ROOT, ".github", "Dockerfile.dockerignore"), "utf8");

/** One instruction: `COPY --from=k6 /out/k6 /usr/local/bin/k6`. */
export interface Instruction {
  readonly name: string;
  /** All behind the name, as it stands there. */
  readonly text: string;
  /** The same, word by word, flags left out. */
  readonly words: readonly string[];
  /** The stage it copies from; absent: the context. */
  readonly from?: string;
}

export function readInstructions(): readonly Instruction[] {
  return DockerfileParser.parse(DOCKERFILE)
    .getInstructions()
    .map((instruction) => {
      const from = instruction instanceof Copy ? instruction.getFromFlag()?.getValue() : undefined;
      return {
        name: instruction.getInstruction(),
        text: instruction.getRawArgumentsContent() ?? "",
        words: instruction.getArguments().map((argument) => argument.getValue()),
        ...(from == null ? {} : { from }),
      };
    });
}

/** Whether the ignore file lets a path of the repository into the build: the last rule decides. */
export function isInContext(path: string): boolean {
  const rules = IGNORED.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const last = rules.findLast((rule) => patternOf(rule.replace(/^!/, "")).test(path));
  return last === undefined || last.startsWith("!");
}

/** A pattern of the ignore file; what is below a match matches, too. */
function patternOf(rule: string): RegExp {
  const source = rule
    .replaceAll(/[.+^$()|[\]{}]/g, "\\$&")
    .replaceAll(/\*\*\/|\*/g, (stars) => (stars === "*" ? "[^/]*" : "(?:.*/)?"));
  return new RegExp(`^${source}(?:/|$)`);
}
