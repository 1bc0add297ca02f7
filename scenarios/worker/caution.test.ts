import { expect, it } from "vitest";
import { cautiously, cautiouslyPromised, SHOWN_MAX } from "./caution.ts";
import { errorName, type Reply } from "./replies.ts";

const reply = (body: string): Reply => ({
  status: 200,
  error_code: 0,
  error: "",
  body,
  timings: { blocked: 0, duration: 1 },
});
const SHORT = reply("{}");
const LONG = reply(" ".repeat(SHOWN_MAX + 1));

it("hands on what is short enough, and asks nothing more after what is not", () => {
  const asked: string[] = [];
  const replies = [SHORT, LONG, SHORT];
  const get = cautiously((task) => {
    asked.push(task);
    return replies[asked.length - 1] ?? SHORT;
  });
  expect(get("a")).toBe(SHORT);
  const [second, third] = [get("b"), get("c")];
  expect(second).toMatchObject({ status: 0, body: null });
  expect(errorName(second)).toBe("reply longer than 1 MiB, no more looks");
  expect(third).toEqual(second);
  expect(asked).toEqual(["a", "b"]);
});

it("waits for the first answer before it asks for others", async () => {
  const answers: ((reply: Reply) => void)[] = [];
  const get = cautiouslyPromised(() => new Promise((resolve) => answers.push(resolve)));
  const looks = ["a", "b", "c"].map(get);
  await Promise.resolve();
  expect(answers).toHaveLength(1);
  answers[0]?.(LONG);
  expect((await Promise.all(looks)).map(({ status }) => status)).toEqual([0, 0, 0]);
  expect(answers).toHaveLength(1);
});

it("asks for all others at once where the first answer was short", async () => {
  let under = 0;
  let most = 0;
  const get = cautiouslyPromised(async () => {
    under += 1;
    most = Math.max(most, under);
    await new Promise((resolve) => setImmediate(resolve));
    under -= 1;
    return SHORT;
  });
  await Promise.all(["a", "b", "c", "d"].map(get));
  expect(most).toBe(3);
});

it("goes on after a first look that failed by itself", async () => {
  let asked = 0;
  const get = cautiouslyPromised(async () => {
    asked += 1;
    if (asked === 1) throw new Error("aborted");
    return SHORT;
  });
  await expect(get("a")).rejects.toThrow("aborted");
  expect(await get("b")).toBe(SHORT);
});
