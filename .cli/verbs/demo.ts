/** `demo`: the tour in the browser. */

import { serveDemo } from "../../reports/index.ts";
import { type Door, verb } from "../door.ts";
import { serveAs } from "../serving.ts";
import { playTour, TOUR_FIRST, TOUR_REFERENCE, TOUR_TWINS } from "../tour.ts";

/** Serves the tour until it is interrupted. */
function demoVerb(flags: { readonly port: string }): Promise<number> {
  const reference = { id: TOUR_REFERENCE, statement: "nothing is wrong with it.", family: "none" };
  const isFirst = ({ id }: { readonly id: string }) => id === TOUR_FIRST;
  const others = TOUR_TWINS.filter((twin) => !isFirst(twin));
  const choices = [...TOUR_TWINS.filter(isFirst), ...others, reference];
  return serveAs("demo", flags.port, ({ port, signal, line: ready }) =>
    serveDemo({ choices, play: playTour, port, signal, ready }),
  );
}

/** Adds the verb. */
export function addDemo({ root, done }: Door): void {
  verb(
    root,
    "demo",
    "a tour in the browser: choose a twin, look on while it is checked and loaded",
    "demo",
    "demo --port 8080",
  )
    .option("--port <n>", "port; 0 takes a free one", "0")
    .action(async (flags: { readonly port: string }) => done(await demoVerb(flags)));
}
