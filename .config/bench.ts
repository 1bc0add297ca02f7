/**
 * `npm run bench [check|load]`: what a check costs and how soon it finds things; the load half's cost
 * per report beside k6's own closed loop. Without a word both.
 */

import { benchCheck } from "../properties/testing/bench-check.ts";
import { bench } from "../scenarios/bench.ts";

const log = (text: string) => console.log(text);
const [what] = process.argv.slice(2);
if (what !== "load") await benchCheck(log);
if (what !== "check") await bench({ log });
