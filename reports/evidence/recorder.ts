/**
 * Writes a run's evidence while it happens: one line an event, handed to the system before
 * `record` returns, so that a killed run keeps whole lines. A disk that refuses is no reason to
 * lose a verdict: the first error is kept, and what follows stays in memory.
 */

import { appendFileSync, closeSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { withoutSecrets } from "./redact.ts";
import type { Event } from "./schema.ts";

/** Name of the file of events inside a run's folder. */
export const EVENTS_FILE = "events.ndjson";

/** Events with texts of a target. The others are ours, and a short secret would spoil them. */
const FROM_TARGET: ReadonlySet<Event["kind"]> = new Set([
  "requirement",
  "dialect",
  "prerequisite",
  "harness-error",
  "baseline",
]);

/** Codes of a disk that is full, over a quota, read-only, closed to us or broken. */
const DISK_REFUSES: ReadonlySet<string> = new Set([
  "ENOSPC",
  "EDQUOT",
  "EROFS",
  "EACCES",
  "EPERM",
  "EIO",
]);

/** The first thing that could not be written, and why. */
export interface RecorderFailure {
  readonly path: string;
  /** In one line: the system's code and message. */
  readonly message: string;
  readonly cause: unknown;
}

/** Appends events to a run's folder and keeps them in memory. No method throws. */
export class Recorder {
  readonly folder: string;
  private readonly kept: Event[] = [];
  private readonly secrets: () => readonly string[];
  private descriptor: number | undefined;
  private firstFailure: RecorderFailure | undefined;

  /** @param secrets what no text that a target may have written holds */
  constructor(folder: string, secrets: () => readonly string[] = () => []) {
    this.secrets = secrets;
    this.folder = resolve(folder);
    const path = join(this.folder, EVENTS_FILE);
    this.attempt(path, () => {
      mkdirSync(this.folder, { recursive: true });
      this.descriptor = openSync(path, "a");
    });
  }

  /** All events so far, written or not. */
  get events(): readonly Event[] {
    return this.kept;
  }

  /** The first write that failed, if any did. */
  get failure(): RecorderFailure | undefined {
    return this.firstFailure;
  }

  /** Keeps one event and appends it. After a failed write the file is left as it is. */
  record(given: Event): void {
    const event = FROM_TARGET.has(given.kind) ? withoutSecrets(given, this.secrets()) : given;
    this.kept.push(event);
    const descriptor = this.descriptor;
    if (descriptor === undefined) return;
    const written = this.attempt(join(this.folder, EVENTS_FILE), () =>
      appendFileSync(descriptor, `${JSON.stringify(event)}\n`),
    );
    // A line may now be cut; another one behind it would no longer be a line of its own.
    if (!written) this.close();
  }

  /**
   * Writes another file of the run, making its folders; `path` is relative to the run's folder.
   * False, and `failure` set, when that was not possible.
   */
  writeText(path: string, text: string, options: { readonly executable?: boolean } = {}): boolean {
    const full = resolve(this.folder, path);
    return this.attempt(full, () => {
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, text, { mode: options.executable === true ? 0o755 : 0o644 });
    });
  }

  /** Removes another file of the run, if it is there. */
  removeText(path: string): void {
    const full = resolve(this.folder, path);
    this.attempt(full, () => rmSync(full, { force: true }));
  }

  /** Ends the appending; events recorded later stay in memory only. */
  close(): void {
    const descriptor = this.descriptor;
    this.descriptor = undefined;
    if (descriptor === undefined) return;
    this.attempt(join(this.folder, EVENTS_FILE), () => closeSync(descriptor));
  }

  /** Whether an error is the disk's, met by whoever else writes into the run's folder; it is kept. */
  isRefusedBy(cause: unknown): boolean {
    if (!(cause instanceof Error) || !("code" in cause)) return false;
    if (!DISK_REFUSES.has(String(cause.code))) return false;
    const path = "path" in cause ? String(cause.path) : this.folder;
    this.firstFailure ??= { path, message: cause.message, cause };
    return true;
  }

  private attempt(path: string, write: () => void): boolean {
    try {
      write();
      return true;
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      this.firstFailure ??= { path, message, cause };
      return false;
    }
  }
}
