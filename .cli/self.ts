/** What this program is: its version, and where it stands, in a clone or in the package. */

import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** In a clone this file is TypeScript and one folder below package.json; in the package, two. */
const IS_CLONE = import.meta.url.endsWith(".ts");
const PACKAGE = fileURLToPath(
  new URL(IS_CLONE ? "../package.json" : "../../package.json", import.meta.url),
);

/** Where scripts find the command. */
export const HOME = IS_CLONE ? dirname(PACKAGE) : process.cwd();

export const VERSION: string = JSON.parse(readFileSync(PACKAGE, "utf8")).version;
