/** What Node calls to load a module: TypeScript loses its types, all else stays Node's. */

import { readFileSync } from "node:fs";
import type { LoadHook } from "node:module";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";

/** See Node's documentation, "Customization hooks". */
export const load: LoadHook = async (url, context, nextLoad) => {
  if (!url.startsWith("file:") || !/\.m?ts$/.test(url)) return nextLoad(url, context);
  const text = readFileSync(fileURLToPath(url), "utf8");
  const { code } = await transform(text, { loader: "ts", format: "esm", sourcefile: url });
  return { format: "module", source: code, shortCircuit: true };
};
