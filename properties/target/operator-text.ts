/** Files that the operator names: certificates, tokens. */

import { readFileSync } from "node:fs";
import { OperatorError } from "./operator-error.ts";

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "it may not be read",
};

/** The text of a file that the operator named by the setting `place`. Throws OperatorError. */
export function readOperatorText(path: string, place: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new OperatorError(`${place}: got ${path}, want a file: ${WHY[code] ?? message}`);
  }
}
