/** One scenario and all it imports as one plain script, which any k6 runs. */

import { writeFileSync } from "node:fs";
import { build } from "esbuild";

/** A bundle is held by every VU, and must fit into a ConfigMap beside its plans. */
export const BUNDLE_BYTES_MAX = 200 * 1024;

/** Bundles a scenario's file into `outfile`; returns its size in bytes. */
export async function bundle(entry: string, outfile: string): Promise<number> {
  const result = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    // k6 runs ES modules; options and the default function are their exports.
    format: "esm",
    // Neither browser nor Node: nothing of either may be assumed.
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import"],
    // k6 brings its own modules.
    external: ["k6", "k6/*"],
    // Sobek knows ES2022; newer syntax would fail at load.
    target: "es2022",
    treeShaking: true,
    // Lines of the bundle are readable as they are: nothing is minified.
    sourcemap: false,
    minify: false,
    legalComments: "none",
    charset: "utf8",
    logLevel: "silent",
    // Written by us: esbuild's own failure to write has no code that tells a full disk.
    write: false,
  });
  const contents = result.outputFiles[0]?.contents ?? new Uint8Array();
  writeFileSync(outfile, contents);
  return contents.length;
}
