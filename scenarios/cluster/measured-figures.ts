/** The figures that no one should guess: given, or measured on a core of the runners' kind. */

import { OperatorError, parseWhole } from "../../properties/target/index.ts";
import { readMeasured } from "../measured.ts";
import type { Figure, SizeOptions } from "./size.ts";

type Name = "perCoreSecond" | "runnerBytes" | "agentBytes";
const FLAGS = {
  perCoreSecond: "per-core",
  runnerBytes: "runner-bytes",
  agentBytes: "agent-bytes",
} as const;

/** Throws OperatorError where one is neither given nor measured. */
export function measuredFigures(
  { measured: file }: { readonly measured: string },
  given: Readonly<Record<Name, string | undefined>>,
): Pick<SizeOptions, Name> {
  const measured = readMeasured(file);
  const figure = (name: Name): Figure => {
    const text = given[name];
    const flag = FLAGS[name];
    if (text !== undefined) {
      return { value: parseWhole(text, flag, { min: 1, max: 2 ** 40 }), origin: "given" };
    }
    if (measured === undefined) {
      throw new OperatorError(
        `${flag}: got none and there is no ${file}; want it given, or measured by npm run bench size`,
      );
    }
    const { day, machine, k6 } = measured;
    return { value: measured[name], origin: `measured ${day}, ${machine}, k6 ${k6} (${file})` };
  };
  return {
    perCoreSecond: figure("perCoreSecond"),
    runnerBytes: figure("runnerBytes"),
    agentBytes: figure("agentBytes"),
  };
}
