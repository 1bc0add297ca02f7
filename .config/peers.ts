/** `npm run bench:peers`: the comparison with Schemathesis; hours, resumed where it was left. */

import { benchPeers, keepPeers } from "../properties/peers/bench.ts";

const words = process.argv.slice(2);
if (words.length > 1 || (words[0] !== undefined && words[0] !== "--page")) {
  console.error(`bench:peers: got ${words.join(" ")}, want nothing or --page`);
  process.exit(2);
}
if (words[0] === undefined) await benchPeers((text) => console.error(text));
keepPeers();
