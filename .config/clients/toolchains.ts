/**
 * The published clients, each with a driver that is built where its toolchain is and its registry
 * answers; elsewhere the reason why it is not there. A driver that does not build is a fault of
 * ours and throws. What is fetched stays in `.cache/clients`, by version, or in the tool's own cache.
 */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ClientId } from "../../simulators/report/index.ts";

/** The clients that are published where a package client can have them. */
export const PUBLISHED = ["java", "python", "go"] as const satisfies readonly ClientId[];

export type PublishedId = (typeof PUBLISHED)[number];

/** A command and its first arguments. */
export type Command = readonly [program: string, ...args: string[]];

export type Toolchain =
  | {
      readonly kind: "ready";
      /** Sends the orders that come on standard input; arguments: endpoint, project or domain id. */
      readonly driver: Command;
      /** Readies a program in a file, one that imports the SDK; throws on one that does not compile. */
      readonly ready: (file: string) => Command;
    }
  | { readonly kind: "missing"; readonly reason: string };

/** Makes what a client needs, once; later calls take what is there. */
export function toolchainOf(id: PublishedId): Toolchain {
  return { java, python, go }[id]();
}

const HERE = dirname(fileURLToPath(import.meta.url));
const CACHE = join(HERE, "..", "..", ".cache", "clients");

/** User's home of the clients: each leaves a file with an id there. */
export const CLIENTS_HOME = join(CACHE, "home");
const FETCH_MS_MAX = 8 * 60_000;

function java(): Toolchain {
  const folder = join(CACHE, "java-3.1.143");
  const jars = fetched(join(folder, "jars"), (to) =>
    said(
      "mvn",
      "-q",
      "-B",
      "-f",
      join(HERE, "java", "pom.xml"),
      ...MAVEN_GOAL,
      `-DoutputDirectory=${to}`,
    ),
  );
  if (jars !== undefined) return missing(jars);
  if (said("javac", "-version") !== undefined) return missing("javac: not there");
  const path = [join(folder, "classes"), join(folder, "jars", "*")].join(delimiter);
  const javac = ["-encoding", "UTF-8", "-cp", path, "-d", join(folder, "classes")];
  built("javac", ...javac, join(HERE, "java", "Driver.java"));
  const ready = (program: string): Command => ["java", ...JAVA_GUARD, "-cp", path, program];
  return { kind: "ready", driver: ready("Driver"), ready };
}

const MAVEN_GOAL = ["dependency:copy-dependencies"];

/** Its user's home is a property of its own, and so is a proxy; whatever leaves loopback ends there. */
const JAVA_GUARD = [
  `-Duser.home=${CLIENTS_HOME}`,
  "-Dhttp.proxyHost=127.0.0.1",
  "-Dhttp.proxyPort=9",
  "-Dhttps.proxyHost=127.0.0.1",
  "-Dhttps.proxyPort=9",
  "-Dhttp.nonProxyHosts=127.0.0.1",
];

function python(): Toolchain {
  const folder = join(CACHE, "python-3.1.219");
  const own = join(folder, "bin", "python");
  const wanted = join(HERE, "python", "requirements.txt");
  // A virtual environment knows its place: it is made where it stays, and known by what it can do.
  const works = () => said(own, "-c", "import huaweicloudsdksms.v3") === undefined;
  if (!works()) {
    const reason =
      said("python3", "-m", "venv", folder) ??
      said(own, "-m", "pip", "install", "--quiet", "-r", wanted);
    if (reason !== undefined) return missing(reason);
  }
  const ready = (file: string): Command => [own, file];
  return { kind: "ready", driver: ready(join(HERE, "python", "driver.py")), ready };
}

function go(): Toolchain {
  const source = join(HERE, "go");
  const reason = said("go", "-C", source, "mod", "download");
  if (reason !== undefined) return missing(reason);
  const ready = (what: string, program: string): Command => {
    built("go", "-C", source, "build", "-o", program, what);
    return [program];
  };
  const driver = ready(".", join(CACHE, "go-0.1.207", "driver"));
  return { kind: "ready", driver, ready: (file) => ready(file, file.replace(/\.go$/, "")) };
}

function missing(reason: string): Toolchain {
  return { kind: "missing", reason };
}

/** Fills a folder that is not there yet, whole or not at all; what went wrong, if it did. */
function fetched(folder: string, fill: (to: string) => string | undefined): string | undefined {
  if (existsSync(folder)) return undefined;
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const reason = fill(part);
  if (reason === undefined) renameSync(part, folder);
  return reason;
}

/** Runs a command; the last thing it said when it failed, with its name. */
function said(program: string, ...args: readonly string[]): string | undefined {
  const done = spawnSync(program, args, { encoding: "utf8", timeout: FETCH_MS_MAX });
  if (done.status === 0) return undefined;
  const words = `${done.stdout ?? ""}\n${done.stderr ?? ""}`.trim().split("\n");
  return `${program}: ${done.error?.message ?? words.findLast((line) => line !== "") ?? "failed"}`;
}

function built(program: string, ...args: readonly string[]): void {
  const done = spawnSync(program, args, { encoding: "utf8", timeout: FETCH_MS_MAX });
  if (done.status === 0) return;
  throw new Error(`${program} ${args.join(" ")}:\n${done.stdout}${done.stderr}`, {
    cause: done.error,
  });
}
