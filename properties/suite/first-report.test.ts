/** A task's first report, which other operations answer with 201. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { recordedCheck } from "../testing/recorded-check.ts";
import { QUICK_EFFORT } from "./requirement-result.ts";

it("is looked at before other requirements have reported on every task", async () => {
  const known = new Set<string | undefined>();
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(known.has(request.url) ? 200 : 201).end();
      known.add(request.url);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const flags = {
    target: `http://127.0.0.1:${port}`,
    tasks: "range:task-{1..40}",
    observe: "none",
  };
  const only = ["route/", "body/", "progress/", "reply/success-status"];
  const events = await recordedCheck({ flags }, { only, seed: 1, effort: QUICK_EFFORT });
  const found = events.find((e) => e.kind === "requirement" && e.id === "reply/success-status");
  expect(found).toMatchObject({ outcome: "violated", finding: { actual: "status 201" } });
  await new Promise((resolve) => server.close(resolve));
});
