/**
 * `npm run bench [check|fleet|load]`: what a check costs and how soon it finds things; what a fleet
 * costs before anything is sent; what a report costs under load, beside k6's own ways. Without a
 * word all of them.
 */

import { benchCheck } from "../properties/testing/bench-check.ts";
import { bench } from "../scenarios/bench.ts";

const log = (text: string) => console.log(text);
const WORDS = ["check", "fleet", "load"];
const [what, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (what !== undefined && !WORDS.includes(what))) {
  console.error(
    `bench: got ${process.argv.slice(2).join(" ")}, want ${WORDS.join(", ")} or nothing`,
  );
  process.exit(2);
}
const has = (word: string) => what === undefined || what === word;
if (has("check")) await benchCheck(log);
if (has("fleet") || has("load")) await bench({ log, fleet: has("fleet"), load: has("load") });
