/**
 * A process that must not outlive us, however we end. A k6 without us would go on loading a target
 * with nobody there who could stop it.
 */

import { type ChildProcess, spawn } from "node:child_process";

/**
 * Ends the group when our end of its input closes without a word, as it does when we are killed:
 * asked first, so that what was measured is written, and killed ten seconds later.
 */
const WATCH = `read -r word && exit 0
kill -INT "-$1" || exit 0
for second in 1 2 3 4 5 6 7 8 9 10; do
  sleep 1
  kill -0 "-$1" || exit 0
done
kill -KILL "-$1"`;

/**
 * Ends a process with us: at once where we exit, by a shell that watches us where we are killed.
 * The process must lead a group of its own. Returns what to call when it has ended by itself. Where
 * there is no `sh`, as on Windows, it outlives a `kill -9`.
 */
export function leash(child: ChildProcess): () => void {
  const { pid } = child;
  if (pid === undefined) return () => {};
  const endNow = () => killGroup(pid);
  process.on("exit", endNow);
  // A group of its own as well: what ends ours must not end it first.
  const watch = spawn("sh", ["-c", WATCH, "headway-leash", String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watch.on("error", () => {});
  watch.stdin.on("error", () => {});
  return () => {
    process.off("exit", endNow);
    watch.stdin.end("done\n");
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It is gone, or there are no groups here.
  }
}
