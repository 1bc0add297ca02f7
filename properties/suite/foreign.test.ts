/**
 * Servers that are not ours: correct ones, strict and lenient, must not be accused of anything; the
 * same frameworks as they come are accused of exactly what is argued beside them. FastAPI runs where
 * there is a Python with it, or one that can install it; elsewhere this says so.
 */

import { afterEach, describe, expect, it } from "vitest";
import {
  findings,
  freePort,
  pythonWith,
  serverPath,
  started,
  startedByNode,
  stopServers,
} from "../testing/foreign.ts";
import { TRUE_FINDINGS } from "../testing/servers/findings.ts";

const RUN_MS_MAX = 180_000;

afterEach(stopServers);

describe.each(["express", "fastify"] as const)("%s", (name) => {
  const start = (variant: string) => startedByNode(`${name}-server.ts`, variant);

  it(
    "correct: not accused",
    async () => {
      expect(await findings(await start("correct"))).toEqual([]);
    },
    RUN_MS_MAX,
  );

  it(
    "as it comes: what is truly wrong, and nothing else",
    async () => {
      const argued = Object.values(TRUE_FINDINGS[name]).flat();
      expect(await findings(await start("defaults"))).toEqual([...argued].sort());
    },
    RUN_MS_MAX,
  );
});

describe("fastapi", () => {
  const python = pythonWith("fastapi", {
    modules: "fastapi, uvicorn",
    packages: ["fastapi==0.165.0", "uvicorn==0.54.0"],
  });
  const start = async (variant: string) => {
    const port = await freePort();
    const args = [serverPath("fastapi_server.py"), variant, String(port)];
    return started(python ?? "python3", args, { port });
  };

  it.skipIf(python === undefined)(
    "correct and lenient: not accused",
    async () => {
      expect(await findings(await start("correct"))).toEqual([]);
    },
    RUN_MS_MAX,
  );

  it.skipIf(python === undefined)(
    "as it comes: what is truly wrong, and nothing else",
    async () => {
      const argued = Object.values(TRUE_FINDINGS.fastapi).flat();
      expect(await findings(await start("defaults"))).toEqual([...argued].sort());
    },
    RUN_MS_MAX,
  );
});
