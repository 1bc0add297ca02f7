/** One run against an endpoint of this process, by a script that prints a finding as the rival does. */

import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { REFERENCE } from "./plan.ts";
import { perform } from "./run.ts";

/** Reports a task and looks at it: a finding of two commands, of which the last shows it. */
const SCRIPT = `#!/bin/sh
while [ "$1" != --url ]; do shift; done
cat <<END
=================================== FAILURES ===================================
_____________________________ Stateful tests _____________________________
1. Test Case ID: z0PTcq

- ST109 Unexpected answer

[WANTED] OK:

    <EMPTY>

Reproduce with:

    curl -X PUT -H 'X-Auth-Token: [Filtered]' -H 'Content-Type: application/json' -d '{"progress": -1}' $2/v3/tasks/task-1/progress
    curl -X GET -H 'X-Auth-Token: [Filtered]' $2/v3/tasks/task-1

=================================== SUMMARY ====================================
END
exit 1
`;

it.each([
  [200, { asPrinted: false, withToken: true }],
  [401, { asPrinted: true, withToken: true }],
  [409, { asPrinted: false, withToken: false }],
])("a finding that shows %i is tried as printed, and with the token", async (status, again) => {
  const folder = mkdtempSync(join(tmpdir(), "headway-peers-run-"));
  const st = join(folder, "st");
  writeFileSync(st, SCRIPT.replace("WANTED", String(status)));
  chmodSync(st, 0o755);
  const run = {
    tool: "schemathesis",
    level: "defaults",
    set: "drawn",
    flaw: REFERENCE,
    seed: 1,
  } as const;
  const { signal } = new AbortController();
  await perform(run, { folder: join(folder, "run"), st, signal });
  const measured = JSON.parse(readFileSync(join(folder, "run", "measured.json"), "utf8"));
  expect(measured).toMatchObject({ status: 1, again });
});
