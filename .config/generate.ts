/** `npm run generate`: writes the generated pages. */

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pages } from "./pages.ts";

for (const [path, text] of Object.entries(pages())) {
  writeFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), text);
  console.log(`written: ${path}`);
}
