import { describe, expect, it } from "vitest";
import { createEndpoint, type InProcessEndpoint, LOAD_TWINS, type Reply } from "../index.ts";
import { options, put, show } from "../test-requests.ts";

/** An endpoint and its clock. */
function endpoint(twin: string): { on: InProcessEndpoint; wait(ms: number): void } {
  let nowMs = 1_700_000_000_000;
  const on = createEndpoint({ ...options(twin), nowMs: () => nowMs });
  return {
    on,
    wait: (ms) => {
      nowMs += ms;
    },
  };
}

async function progressOn(on: InProcessEndpoint, taskId = "task-1"): Promise<unknown> {
  const { body } = await on.handle(show(taskId));
  return JSON.parse(body).report?.progress;
}

const statuses = (replies: readonly Reply[]): readonly number[] => replies.map((r) => r.status);

describe("each twin of load", () => {
  it.each(LOAD_TWINS.map(({ id }) => id))("is right for one slow client: %s", async (id) => {
    const { on, wait } = endpoint(id);
    for (let progress = 0; progress <= 100; progress += 10) {
      wait(100);
      expect((await on.handle(put({ progress }))).status).toBe(200);
      expect(await progressOn(on)).toBe(progress);
    }
  });

  it("names the scenario that finds it", () => {
    for (const { foundBy } of LOAD_TWINS) expect(foundBy).toMatch(/^[a-z-]+$/);
  });
});

describe("under load", () => {
  it("load-lost loses one in twenty", async () => {
    const { on } = endpoint("load-lost");
    for (let i = 0; i < 400; i += 1) await on.handle(put());
    let lost = 0;
    for (let i = 0; i < 100; i += 1) {
      await on.handle(put({ replicatesize: i }));
      const shown = JSON.parse((await on.handle(show())).body).report.replicatesize;
      if (shown !== i) lost += 1;
    }
    expect(lost).toBe(5);
  });

  it("load-stale shows the report before the last, until the rate falls", async () => {
    const { on, wait } = endpoint("load-stale");
    for (let i = 0; i < 400; i += 1) await on.handle(put({ progress: 1 }));
    await on.handle(put({ progress: 2 }));
    expect(await progressOn(on)).toBe(1);
    wait(3000);
    expect(await progressOn(on)).toBe(2);
  });

  it("load-torn mixes two reports that overlap", async () => {
    const { on } = endpoint("load-torn");
    const first = put({ subtask_name: "SSL_CONFIG", progress: 1 });
    const second = put({ subtask_name: "MIGRATE_LINUX_FILE", progress: 2 });
    await Promise.all([on.handle(first), on.handle(second)]);
    const { report } = JSON.parse((await on.handle(show())).body);
    expect([report.subtask_name, report.progress]).toEqual(["SSL_CONFIG", 2]);
  });

  it("load-contention answers 503 to whoever finds twenty others in flight", async () => {
    const { on } = endpoint("load-contention");
    const replies = await Promise.all(Array.from({ length: 30 }, () => on.handle(put())));
    expect(statuses(replies).filter((status) => status === 503)).toHaveLength(9);
  });

  it("load-unchecked accepts a progress of 101, until the rate falls", async () => {
    const { on, wait } = endpoint("load-unchecked");
    for (let i = 0; i < 400; i += 1) await on.handle(put());
    expect((await on.handle(put({ progress: 101 }))).status).toBe(200);
    wait(3000);
    await on.handle(put());
    expect((await on.handle(put({ progress: 101 }))).status).toBe(400);
  });

  it("load-collapse stays down until fewer come", async () => {
    const { on, wait } = endpoint("load-collapse");
    const send = async (count: number): Promise<readonly number[]> => {
      const replies: Reply[] = [];
      for (let i = 0; i < count; i += 1) replies.push(await on.handle(put()));
      return statuses(replies);
    };
    expect((await send(700)).slice(-1)).toEqual([503]);
    wait(1000);
    expect((await send(400)).slice(-1)).toEqual([503]);
    wait(3000);
    expect(await send(100)).not.toContain(503);
  });
});
