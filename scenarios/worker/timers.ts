/** One-shot timers as the worker uses them: k6's under load, others in tests. */
export interface Timers {
  readonly set: (callback: () => void, afterMs: number) => number;
  readonly clear: (timer: number) => void;
}
