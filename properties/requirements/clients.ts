/** Reports as the official clients put them on the wire: their spacing, escapes, numbers, headers. */

import {
  CLIENT_DIALECTS,
  CLIENTS,
  type Client,
  type ClientReport,
  writeAs,
} from "../../simulators/report/index.ts";
import { look, report, type Send, type Trial } from "../suite/trial.ts";
import { type Requirement, requirement, type TrialContext } from "./requirement.ts";

/** What each client is given to write: a plain report, awkward numbers and text, the ends. */
const REPORTS: readonly (readonly [string, ClientReport])[] = [
  ["a plain report", reportOf({})],
  [
    "awkward doubles",
    reportOf({ migrate_speed: 0.00001, compress_rate: 1, total_disk_io: 9999.5 }),
  ],
  ["Chinese and quotes", reportOf({ process_trace: '正在迁移 "D:\\" <b>&\u2028\u007f\n' })],
  ["a rocket", reportOf({ process_trace: "\u{1F680} launched" })],
  [
    "zeros",
    reportOf({ progress: 0, migrate_speed: 0, remain_time: 0, need_migration_test: false }),
  ],
  ["a trace of 2048 Chinese characters", reportOf({ process_trace: "迁".repeat(2048) })],
  ["sizes beyond 2^53", reportOf({ replicatesize: 9007199254740993n, totalsize: 2n ** 62n + 1n })],
];

export const CLIENT_REQUIREMENTS: readonly Requirement[] = [
  requirement({
    id: "clients/accepted",
    statement: "A report is accepted and kept as each official client writes and frames it.",
    table: "Table 3: body",
    basis: "adopted",
    ruling: "D-14",
    source:
      "requests recorded from the published Java, Python and Go clients; sources of the others",
    since: "3",
    trials: (context) =>
      CLIENTS.flatMap((id) => {
        const client = CLIENT_DIALECTS[id];
        return REPORTS.map(([what, values]) => sentAs(client, what, values, context));
      }),
  }),
];

/** What a client sends besides the body. */
export function sentBy(client: Client): Partial<Pick<Send, "headers" | "framing">> {
  const { headers } = client;
  return client.framing === "chunked" ? { headers, framing: "chunked" } : { headers };
}

function sentAs(
  client: Client,
  what: string,
  values: ClientReport,
  { profile, observes }: TrialContext,
): Trial {
  const send = report(writeAs(values, client, profile.fields), sentBy(client));
  return {
    title: `${what}, as the ${client.title} writes it`,
    steps: observes ? [send, look()] : [send],
  };
}

function reportOf(values: ClientReport): ClientReport {
  return {
    subtask_name: "MIGRATE_LINUX_FILE",
    progress: 50,
    replicatesize: 1000n,
    totalsize: 100000n,
    process_trace: "copying",
    migrate_speed: 80.5,
    ...values,
  };
}
