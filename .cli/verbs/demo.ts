/** `demo`: the tour in the browser. */

import { messageOf, OperatorError, parseWhole } from "../../properties/target/index.ts";
import { serveDemo } from "../../reports/index.ts";
import { type Door, verb } from "../door.ts";
import { interruptible } from "../interruption.ts";
import { playTour, TOUR_FIRST, TOUR_REFERENCE, TOUR_TWINS } from "../tour.ts";

/** Serves the tour until it is interrupted. */
async function demoVerb(flags: { readonly port: string }): Promise<number> {
  const port = parseWhole(flags.port, "port", { min: 0, max: 65535 });
  const { signal } = interruptible();
  const reference = { id: TOUR_REFERENCE, statement: "nothing is wrong with it.", family: "none" };
  const ready = (url: string) => console.log(url);
  const isFirst = ({ id }: { readonly id: string }) => id === TOUR_FIRST;
  try {
    await serveDemo({
      choices: [...TOUR_TWINS.filter(isFirst), ...TOUR_TWINS.filter((t) => !isFirst(t)), reference],
      play: playTour,
      port,
      signal,
      ready,
    });
  } catch (error) {
    throw new OperatorError(`demo: ${messageOf(error)}`, { cause: error });
  }
  return 0;
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
