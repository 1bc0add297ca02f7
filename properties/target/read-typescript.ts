/**
 * TypeScript files of the operator (a configuration, a looking module) in a Node that cannot read
 * them by itself. Types are erased and nothing is checked. In a clone there is tsx for that.
 *
 * Not done: extensions that an import leaves out, and JSX.
 */

import { register } from "node:module";

/** From here on this process imports TypeScript files. */
export function readTypeScript(): void {
  const canAlready = import.meta.url.endsWith(".ts") || hasFeature("typescript");
  if (!canAlready) register("./typescript-loader.js", import.meta.url);
}

/** Node 22.18 and newer say how they read TypeScript. */
function hasFeature(name: string): boolean {
  return Object.entries(process.features).some(([feature, how]) => feature === name && how);
}
