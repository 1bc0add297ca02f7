/** Signals: the first asks for an orderly end, the second ends at once. */

import type { Recorder } from "../reports/index.ts";

/** A wish to end. */
interface Interruption {
  readonly signal: AbortSignal;
  /** Of the system's signal. */
  readonly name: () => string;
}

/**
 * The first signal asks for an orderly end, with a report; the second ends at once, after `last`. A
 * terminal that is closed (SIGHUP) asks as well: what is started in groups of its own hears nothing.
 */
export function interruptible(last = (): void => {}): Interruption {
  const controller = new AbortController();
  let name = "";
  const on = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      last();
      process.exit(130);
    }
    name = signal;
    console.error(`${signal}: ending; what was gathered will be reported. Again to end at once.`);
    controller.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, on);
  return { signal: controller.signal, name: () => name };
}

/** Evidence at once: after a second signal there is no time for it. */
export function noteInterruption(recorder: Recorder, { signal, name }: Interruption): void {
  const note = () => recorder.record({ kind: "interrupted", signal: name() });
  if (signal.aborted) note();
  else signal.addEventListener("abort", note, { once: true });
}
