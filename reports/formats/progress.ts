/** What a run shows while it goes on: a spinner on a terminal, a plain line now and then elsewhere. */

import ora from "ora";

export interface Progress {
  /** Replaces what is shown; `rows` only where there is a terminal, below the text. */
  show(text: string, rows?: readonly string[]): void;
  /** Says something that stays. */
  line(text: string): void;
  stop(): void;
}

/** Between two plain lines. */
const QUIET_MS = 5000;

/** Talks on stderr, so that stdout holds data only. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY === true ? spinning(stream) : plain(stream);
}

function spinning(stream: NodeJS.WriteStream): Progress {
  const spinner = ora({ stream, discardStdin: false });
  return {
    show: (text, rows = []) => {
      spinner.text = [text, ...rows.map((row) => `  ${row}`)].join("\n");
      if (!spinner.isSpinning) spinner.start();
    },
    line: (text) => {
      spinner.warn(text);
    },
    stop: () => {
      spinner.stop();
    },
  };
}

function plain(stream: NodeJS.WriteStream): Progress {
  let last = Number.NEGATIVE_INFINITY;
  let held: string | undefined;
  const write = (text: string) => stream.write(`${text}\n`);
  return {
    show: (text) => {
      held = text;
      if (performance.now() - last < QUIET_MS) return;
      last = performance.now();
      held = undefined;
      write(text);
    },
    line: write,
    stop: () => {
      if (held !== undefined) write(held);
      held = undefined;
    },
  };
}
