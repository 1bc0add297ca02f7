/** `npm run bench`: the load half's cost per report beside k6's own closed loop. */

import { bench } from "../scenarios/bench.ts";

await bench({ log: (text) => console.log(text) });
