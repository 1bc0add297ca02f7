/**
 * The tutorial as a reader does it: a fresh checkout of what is here, its blocks run in their order
 * by one shell, and what the page quotes compared with what was printed. Wants the package registry
 * or a warm cache of it. Changed against the page: only the port, which another may have.
 *
 * Not verified: other shells than bash.
 */

import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { blocksOf, lineMissing } from "./blocks.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const PAGE = readFileSync(join(ROOT, ".github", "docs", "tutorial.md"), "utf8");
const PORT_OF_PAGE = "8080";
/** What the page promises. */
const ALL_MS_MAX = 600_000;

const blocks = blocksOf(PAGE);
const commands = blocks.filter(({ language }) => language === "sh");
const place = mkdtempSync(join(tmpdir(), "headway-tutorial-"));
let shell: ReturnType<typeof spawn> | undefined;
let printed: readonly string[] = [];
let tookMs = 0;

afterAll(() => {
  // The endpoint that the page starts is in the shell's group.
  if (shell?.pid !== undefined) endGroup(shell.pid);
  rmSync(place, { recursive: true, force: true });
});

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

beforeAll(async () => {
  checkOut();
  const port = await freePort();
  const started = performance.now();
  printed = await runAll(port);
  tookMs = performance.now() - started;
  console.log(`the tutorial's commands took ${Math.round(tookMs / 1000)} s`);
}, 2 * ALL_MS_MAX);

/** What git would give a stranger if all that is here were committed. */
function checkOut(): void {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const { stdout, status } = spawnSync("git", args, { cwd: ROOT, encoding: "utf8" });
  expect(status).toBe(0);
  for (const path of stdout.split("\0").filter((path) => path !== "")) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    cpSync(join(ROOT, path), join(place, path));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Runs the blocks in one shell; what each printed. */
async function runAll(port: number): Promise<readonly string[]> {
  const mark = "— end of a block —";
  const script = commands
    .map(({ text }) => text.replaceAll(PORT_OF_PAGE, String(port)))
    .map((text) => `${text}\necho '${mark}'\n`)
    .join("");
  const env: NodeJS.ProcessEnv = { PORT: String(port), NO_COLOR: "1" };
  for (const name of ["HOME", "PATH", "GOPATH", "GOCACHE", "GOMODCACHE", "GOPROXY", "K6_PATH"]) {
    if (process.env[name] !== undefined) env[name] = process.env[name];
  }
  for (const [name, value] of Object.entries(process.env)) {
    if (/^npm_config_/i.test(name) && value !== undefined) env[name] = value;
  }
  shell = spawn("bash", ["-c", script], { cwd: place, env, detached: true });
  let out = "";
  shell.stdout?.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  shell.stderr?.on("data", (chunk: Buffer) => {
    process.stderr.write(chunk);
  });
  const status = await new Promise((resolve) => shell?.on("close", resolve));
  expect(status).toBe(0);
  return out.split(`${mark}\n`);
}

it("has commands, each with an end", () => {
  expect(commands.length).toBeGreaterThan(8);
  expect(printed).toHaveLength(commands.length + 1);
});

const quotations = blocks.flatMap((block, i) => {
  const before = blocks[i - 1];
  return block.language === "text" && before?.language === "sh" ? [{ block, before }] : [];
});

it.each(quotations.map(({ block, before }) => [block.line, block, before] as const))(
  "prints what line %i and those below it quote",
  (_, block, before) => {
    const output = printed[commands.indexOf(before)] ?? "";
    expect(lineMissing(block.text, output), output).toBeUndefined();
  },
);

it("quotes something of most steps", () => {
  expect(quotations.length).toBeGreaterThanOrEqual(7);
});

it("takes less than ten minutes", () => {
  expect(tookMs).toBeGreaterThan(0);
  expect(tookMs).toBeLessThan(ALL_MS_MAX);
});
