/**
 * `npm run bench [check|fleet|load|scale|size|diff [pairs]]`: what a check costs and how soon it finds
 * things; what a fleet costs before anything is sent; what a report costs under load, beside k6's
 * own ways; what becomes of large fleets; what a core sends, kept for `headway size`; whether `diff`
 * sees a regression that is there and none that is not. Without a word all of them.
 */

import { benchCheck } from "../properties/testing/bench-check.ts";
import { bench } from "../scenarios/bench.ts";
import { MEASURED_FILE } from "../scenarios/measured.ts";
import { benchDiff } from "./bench-diff.ts";

const log = (text: string) => console.log(text);
const WORDS = ["check", "fleet", "load", "scale", "size", "diff"];
/** Of alike sides; each takes about 2 minutes. */
const PAIRS = 20;
const [what, ...rest] = process.argv.slice(2);
const pairs = what === "diff" && rest.length > 0 ? Number(rest.shift()) : PAIRS;
if (rest.length > 0 || !Number.isInteger(pairs) || (what !== undefined && !WORDS.includes(what))) {
  console.error(
    `bench: got ${process.argv.slice(2).join(" ")}, want ${WORDS.join(", ")} or nothing`,
  );
  process.exit(2);
}
const has = (word: string) => what === undefined || what === word;
if (has("check")) await benchCheck(log);
const [fleet, load, scale] = [has("fleet"), has("load"), has("scale")];
const sizeFile = has("size") ? MEASURED_FILE : undefined;
if (fleet || load || scale || sizeFile !== undefined) {
  await bench({ log, fleet, load, scale, sizeFile });
}
if (has("diff")) await benchDiff({ log, pairs });
