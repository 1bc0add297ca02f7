/**
 * The three samples of the page of 2024-02-04, as they are printed there and with the least changes
 * that make them work. The page is not ours to copy: it lies beside a clone, or does not.
 */

import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate } from "selfsigned";
import { ran } from "./drive.ts";
import { startScripted } from "./scripted.ts";
import type { Command, PublishedId, Toolchain } from "./toolchains.ts";

const PAGES = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "shared", "seed");

/** What the page leaves for its reader to fill in, and what the tests put there. */
const BLANK = "<YOUR REGION>";
const REGION = "cn-north-4";

/** The page's text; undefined where it is not there. */
export const PAGE: string | undefined = existsSync(PAGES)
  ? readdirSync(PAGES)
      .map((name) => readFileSync(join(PAGES, name), "utf8"))
      .find((text) => text.includes(BLANK))
  : undefined;

type Change = readonly [from: string, to: string];

export interface Sample {
  readonly id: PublishedId;
  /** In words. */
  readonly changed: string;
  /** Besides the region. */
  readonly changes: readonly Change[];
  /** In words. */
  readonly becomes: string;
  /** All that it and its compiler say. */
  readonly says: RegExp;
  /** Targets of what it asks IAM. */
  readonly iam: readonly string[];
  /** Targets of the reports that come in. */
  readonly targets: readonly string[];
}

const DOMAINS = "/v3/auth/domains";
const PROJECTS = `/v3/projects?name=${REGION}`;
const REPORTED = ["/v3/tasks/agent-1/progress"];

const BASIC_IN_PYTHON: readonly Change[] = [
  ["import GlobalCredentials", "import BasicCredentials"],
  ["= GlobalCredentials", "= BasicCredentials"],
];
const OS_IN_GO: Change = ['"fmt"', '"fmt"\n\t"os"'];
const BASIC_IN_GO: readonly Change[] = [
  ["core/auth/global", "core/auth/basic"],
  ["global.New", "basic.New"],
];

/** Each sample as printed, and what each change makes of it. */
export const SAMPLES: readonly Sample[] = [
  {
    id: "java",
    changed: "as printed",
    changes: [],
    becomes: "asks IAM, then refuses to send, for no task is named",
    says: /SdkException: request field task_id read null value/,
    iam: [DOMAINS],
    targets: [],
  },
  {
    id: "java",
    changed: "with a task",
    changes: [["request.withBody(body);", 'request.withTaskId("agent-1").withBody(body);']],
    becomes: "reports",
    says: /class UpdateTaskSpeedResponse/,
    iam: [DOMAINS],
    targets: REPORTED,
  },
  {
    id: "python",
    changed: "as printed",
    changes: [],
    becomes: "stops at its credential",
    says: /TypeError: credential type error, supported credential type is BasicCredentials/,
    iam: [],
    targets: [],
  },
  {
    id: "python",
    changed: "with basic credentials",
    changes: BASIC_IN_PYTHON,
    becomes: "reports on a task called {task_id}",
    says: /^404\n.*\nSMS\.2252\n/,
    iam: [PROJECTS],
    targets: ["/v3/tasks/%7Btask_id%7D/progress"],
  },
  {
    id: "python",
    changed: "with basic credentials and a task",
    changes: [...BASIC_IN_PYTHON, ["SpeedRequest()", 'SpeedRequest(task_id="agent-1")']],
    becomes: "reports",
    says: /^\{\}\n/,
    iam: [PROJECTS],
    targets: REPORTED,
  },
  {
    id: "go",
    changed: "as printed",
    changes: [],
    becomes: "does not compile",
    says: /undefined: os/,
    iam: [],
    targets: [],
  },
  {
    id: "go",
    changed: "with its import",
    changes: [OS_IN_GO],
    becomes: "stops at its credential",
    says: /panic: need credential type is \[basic\.Credentials\], actually is global\.Credentials/,
    iam: [],
    targets: [],
  },
  {
    id: "go",
    changed: "with its import and basic credentials",
    changes: [OS_IN_GO, ...BASIC_IN_GO],
    becomes: "reports on a task without a name",
    says: /"status_code":404/,
    iam: [PROJECTS],
    targets: ["/v3/tasks//progress"],
  },
  {
    id: "go",
    changed: "with its import, basic credentials and a task",
    changes: [OS_IN_GO, ...BASIC_IN_GO, ["SpeedRequest{}", 'SpeedRequest{TaskId: "agent-1"}']],
    becomes: "reports",
    says: /UpdateTaskSpeedResponse/,
    iam: [PROJECTS],
    targets: REPORTED,
  },
];

export interface Trial {
  readonly id: PublishedId;
  readonly changes: readonly Change[];
  readonly page: string;
  /** Folder in which it may be written down. */
  readonly place: string;
  /** Where it reports. */
  readonly url: string;
  readonly access: string;
  readonly secret: string;
  /** The project and the domain that IAM names. */
  readonly scope: string;
}

/**
 * Runs a sample with its region and its IAM moved to loopback, as the SDKs let the environment do.
 * Go asks IAM over https whatever it is told, so there IAM has a certificate.
 */
export async function trySample(
  toolchain: Extract<Toolchain, { kind: "ready" }>,
  trial: Trial,
): Promise<{ readonly said: string; readonly iam: readonly string[] }> {
  const folder = mkdtempSync(join(trial.place, `${trial.id}-`));
  const file = join(folder, FILES[trial.id]);
  writeFileSync(file, sampleText(trial));
  const tls = trial.id === "go" ? await certificate() : undefined;
  const authority = join(folder, "ca.pem");
  if (tls !== undefined) writeFileSync(authority, tls.cert);
  const iam = await startScripted(({ target }) => iamReply(target, trial.scope), tls);
  try {
    const command = compiled(() => toolchain.ready(file));
    if (typeof command === "string") return { said: command, iam: [] };
    const env = {
      CLOUD_SDK_AK: trial.access,
      CLOUD_SDK_SK: trial.secret,
      HUAWEICLOUD_SDK_REGION_SMS_CN_NORTH_4: trial.url,
      HUAWEICLOUD_SDK_IAM_ENDPOINT: tls === undefined ? iam.url : new URL(iam.url).host,
      SSL_CERT_FILE: authority,
    };
    const { stdout, stderr } = await ran(command, { env });
    return { said: stdout + stderr, iam: iam.asked.map(({ target }) => target) };
  } finally {
    await iam.close();
  }
}

/** A program, or what its compiler says against it. */
function compiled(ready: () => Command): Command | string {
  try {
    return ready();
  } catch (error) {
    return String(error);
  }
}

const FILES = {
  java: "UpdateTaskSpeedSolution.java",
  python: "sample.py",
  go: "sample.go",
} as const;

/** Where each sample begins, and what stands after it. */
const PLACES: Readonly<Record<PublishedId, readonly [first: string, after: string]>> = {
  java: ["package com.huaweicloud.sdk.test;", "\n上报"],
  python: ["# coding: utf-8", "\n上报"],
  go: ["package main", "\n更多"],
};

/** The sample with its changes; throws when the page has not what they are about. */
function sampleText({ id, changes, page }: Trial): string {
  const [first, after] = PLACES[id];
  const start = page.indexOf(first);
  const printed = page.slice(start, page.indexOf(after, start));
  return [[BLANK, REGION] as const, ...changes].reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the page's ${id} sample has no ${from}`);
    return text.replace(from, to);
  }, printed);
}

function iamReply(target: string, scope: string) {
  const list = target === DOMAINS ? "domains" : "projects";
  const body = `{"${list}":[{"id":"${scope}","name":"${REGION}"}]}`;
  return { status: 200, headers: [["Content-Type", "application/json"] as const], body };
}

async function certificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const altNames = [{ type: 7 as const, ip: "127.0.0.1" }];
  const made = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    extensions: [{ name: "subjectAltName", altNames }],
  });
  return { key: made.private, cert: made.cert };
}
