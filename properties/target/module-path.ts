/** Where a module of ours lies, for whoever has to be given its path: a process, a bundler. */

import { fileURLToPath } from "node:url";

/**
 * Path of the TypeScript file that lies there relative to a module of ours, named by its
 * `import.meta.url`. In the package, where all is JavaScript, the path of the file made from it.
 */
export function modulePath(file: string, from: string): string {
  const made = from.endsWith(".ts") ? file : file.replace(/\.ts$/, ".js");
  return fileURLToPath(new URL(made, from));
}
