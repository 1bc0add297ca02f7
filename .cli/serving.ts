/** What the verbs that serve until they are interrupted have in common. */

import { messageOf, OperatorError, parseWhole } from "../properties/target/index.ts";
import { interruptible } from "./interruption.ts";

const PORT_MAX = 65_535;

/** Where to listen, until when, and who is told the address. */
export interface Serving {
  readonly port: number;
  readonly signal: AbortSignal;
  readonly line: (text: string) => void;
}

/**
 * Serves until interrupted, and gives the exit status.
 *
 * @param port as it was typed: 0, which takes a free one, to 65,535
 * @throws {@link OperatorError} `port` is none, or cannot be served on
 */
export async function serveAs(
  verb: "demo" | "report" | "serve",
  port: string,
  serve: (serving: Serving) => Promise<void>,
): Promise<number> {
  const parsed = parseWhole(port, "port", { min: 0, max: PORT_MAX });
  const { signal } = interruptible();
  try {
    await serve({ port: parsed, signal, line: (text) => console.log(text) });
  } catch (error) {
    throw new OperatorError(`${verb}: ${messageOf(error)}`, { cause: error });
  }
  return 0;
}
