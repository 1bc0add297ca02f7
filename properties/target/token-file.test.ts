import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { resolveConfig } from "./config.ts";
import { openTarget } from "./open-target.ts";
import { sendTo } from "./target.ts";
import { tokenFileAuth } from "./token-file.ts";

const { signal } = new AbortController();

function tokenFile(token: string): string {
  const folder = mkdtempSync(join(tmpdir(), "headway-token-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "token");
  writeFileSync(path, `${token}\n`);
  return path;
}

it("bears what the file holds once its token was refused", async () => {
  const path = tokenFile("second");
  const auth = tokenFileAuth("first", path);
  expect(auth.secrets()).toEqual(["first"]);
  expect(await auth.renew?.("first", signal)).toBe(true);
  expect(auth.secrets()).toEqual(["second"]);
  expect(await auth.renew?.("second", signal)).toBe(false);
});

it.each([
  ["empty", (path: string) => writeFileSync(path, " \n"), /^token-file: .* is empty$/],
  ["gone", (path: string) => rmSync(path), /^token-file: .*there is no such file$/],
])("keeps its token while the file is %s, and says so", async (_, spoil, problem) => {
  const path = tokenFile("first");
  const auth = tokenFileAuth("first", path);
  spoil(path);
  expect(await auth.renew?.("first", signal)).toBe(false);
  expect(auth.secrets()).toEqual(["first"]);
  expect(auth.problem?.()).toMatch(problem);
  writeFileSync(path, "second");
  expect(await auth.renew?.("first", signal)).toBe(true);
  expect(auth.problem?.()).toBeUndefined();
});

it("a target whose token ended is asked once more with the file's new one", async () => {
  const path = tokenFile("first");
  const seen: unknown[] = [];
  const server = createServer((request, response) => {
    const token = request.headers["x-auth-token"];
    seen.push(token);
    response.writeHead(token === "second" ? 200 : 401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const flags = { target: `http://127.0.0.1:${port}`, tasks: "list:a", tokenFile: path };
  const config = resolveConfig({ file: {}, env: {}, flags, fallbackTarget: undefined });
  const open = await openTarget(config, { tasksWanted: 1, signal });
  onTestFinished(async () => void (await open.close()));
  writeFileSync(path, "second");
  const request = { method: "PUT", path: "/v3/tasks/a/progress", headers: [], body: "{}" } as const;
  const reply = await sendTo(open.target, request, signal);
  expect(reply).toMatchObject({ kind: "complete", status: 200 });
  expect(seen).toEqual(["first", "second"]);
});
