/** `npm run bench:peers`: the comparison with Schemathesis; hours, resumed where it was left. */

import { benchPeers, keepPeers } from "../properties/peers/bench.ts";

const words = process.argv.slice(2);
if (words.length > 1 || (words[0] !== undefined && words[0] !== "--page")) {
  console.error(`bench:peers: got ${words.join(" ")}, want nothing or --page`);
  process.exit(2);
}
const controller = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort());
try {
  if (words[0] === undefined) await benchPeers((text) => console.error(text), controller.signal);
  keepPeers();
  await import("./generate.ts");
} catch (error) {
  console.error(`bench:peers: ${error instanceof Error ? error.message : error}`);
  console.error("What was run is kept; the same command goes on there.");
  process.exitCode = controller.signal.aborted ? 130 : 3;
}
