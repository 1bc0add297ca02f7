/** Endpoints that are killed and started again: our own, and one by a command of the operator's. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { METHOD, PROGRESS_PATH } from "../../simulators/contract/index.ts";
import { bodyOf, minimal } from "../requirements/drafts.ts";
import {
  lookAt,
  type OpenTarget,
  openTarget,
  type Restarted,
  resolveConfig,
  type Settings,
  sendTo,
  taskPath,
} from "./index.ts";

const { signal } = new AbortController();
const TASK = "task-1";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "headway-restart-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function opened<T>(flags: Settings, use: (open: OpenTarget) => Promise<T>): Promise<T> {
  const config = resolveConfig({ file: {}, env: {}, flags, fallbackTarget: undefined });
  const open = await openTarget(config, { tasksWanted: 0, signal });
  try {
    return await use(open);
  } finally {
    await open.close();
  }
}

function restart({ target }: OpenTarget): Promise<Restarted> {
  if (target.restart === undefined) throw new Error("there is no way to restart it");
  return target.restart(TASK, signal);
}

async function report({ target }: OpenTarget): Promise<void> {
  const reply = await sendTo(
    target,
    {
      method: METHOD,
      path: taskPath(PROGRESS_PATH, TASK),
      headers: [["Content-Type", "application/json"]],
      body: bodyOf(minimal(target.profile)),
    },
    signal,
  );
  expect(reply).toMatchObject({ kind: "complete", status: 200 });
}

async function shown({ target }: OpenTarget): Promise<string> {
  const reply = await lookAt(target, TASK, signal);
  return reply.kind === "complete" ? reply.body : reply.kind;
}

function reportIn(body: string): string {
  return body.slice(body.indexOf('"report"'));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("our own endpoint", () => {
  it("comes back on its port as another process, with what it keeps in a folder", async () => {
    const pids = await opened({ target: "embedded", store: join(folder, "kept") }, async (open) => {
      await report(open);
      const before = { report: reportIn(await shown(open)), pid: open.pid };
      expect(before.report).toMatch(/^"report"/);
      expect(await restart(open)).toEqual({ kind: "answering" });
      expect(reportIn(await shown(open))).toBe(before.report);
      expect(open.pid).not.toBe(before.pid);
      return [before.pid, open.pid];
    });
    expect(pids.filter((pid) => isRunning(pid ?? 0))).toEqual([]);
  });

  it("forgets all where it has no folder", async () => {
    await opened({ target: "embedded" }, async (open) => {
      await report(open);
      await restart(open);
      expect(await shown(open)).not.toContain('"report"');
    });
  });

  it("is not left behind when it is closed while it starts again", async () => {
    const open = await opened({ target: "embedded" }, async (inner) => {
      void restart(inner);
      return inner;
    });
    expect(isRunning(open.pid ?? 0)).toBe(false);
  });
});

describe("an endpoint of others", () => {
  const SERVER = `
    const fs = require("node:fs");
    const body = fs.existsSync("starts") ? fs.readFileSync("starts", "utf8") + "I" : "I";
    fs.writeFileSync("starts", body);
    const [status = "200"] = fs.existsSync("status") ? [fs.readFileSync("status", "utf8")] : [];
    require("node:http").createServer((_, reply) => { reply.statusCode = Number(status); reply.end(body); })
      .listen(Number(process.argv[2] ?? 0), "127.0.0.1", function () {
        fs.writeFileSync("pid", String(process.pid));
        fs.writeFileSync("port", String(this.address().port));
      });
  `;

  const file = (name: string) => readFileSync(join(folder, name), "utf8");
  const node = JSON.stringify(process.execPath);
  const killed = () => `cd ${folder} && kill -9 "$(cat pid)"`;
  const again = () => `${killed()} && { ${node} server.cjs "$(cat port)" & }`;

  /** Runs against a server in JavaScript; whoever runs at the end is ended by its id. */
  async function against(
    settings: Settings,
    use: (open: OpenTarget) => Promise<void>,
  ): Promise<void> {
    writeFileSync(join(folder, "server.cjs"), SERVER);
    const { spawn } = await import("node:child_process");
    spawn(process.execPath, ["server.cjs"], { cwd: folder, stdio: "ignore" });
    for (let tries = 0; tries < 200 && !portIsKnown(); tries += 1) await wait(50);
    const target = `http://127.0.0.1:${file("port")}`;
    try {
      const flags = { target, tasks: `list:${TASK}`, observe: "show-task", ...settings };
      await opened(flags, use);
    } finally {
      const pid = Number(file("pid"));
      if (isRunning(pid)) process.kill(pid, "SIGKILL");
    }
  }

  function portIsKnown(): boolean {
    try {
      return file("port") !== "";
    } catch {
      return false;
    }
  }

  it("is restarted by the command, which is waited for, and so is the first answer", async () => {
    await against({ restartCommand: again() }, async (open) => {
      expect(await shown(open)).toBe("I");
      expect(await restart(open)).toEqual({ kind: "answering" });
      expect(await shown(open)).toBe("II");
    });
  });

  it("cannot be restarted where no command says how", async () => {
    await against({}, async (open) => expect(open.target.restart).toBeUndefined());
  });

  it.each([
    ["that fails", () => "exit 7", /^restart: the command "exit 7" ended with status 7, want/],
    ["that never ends", () => "exec sleep 30", /did not end within 1 s; see --restart-within$/],
    ["that starts nothing", killed, /did not answer within 1 s after it was killed; give it/],
    [
      "whose gateway has nothing behind it",
      () => `cd ${folder} && printf 503 > status; ${again()}`,
      /did not answer within 1 s/,
    ],
  ])("a command %s is told, with what to do", async (_, command, reason) => {
    const settings = { restartCommand: command(), restartWithin: "1s" };
    await against(settings, async (open) => {
      expect(await restart(open)).toEqual({
        kind: "failed",
        reason: expect.stringMatching(reason),
      });
    });
  });
});
