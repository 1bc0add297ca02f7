/** The kill matrix measured anew is the one that is kept, but for seconds and what hangs on them. */

import { expect, it } from "vitest";
import {
  hangsOnTime,
  type KillsRecord,
  measureKills,
  readKills,
} from "../properties/testing/kills-record.ts";
import { TWINS } from "../simulators/endpoint/index.ts";

const MS_MAX = 45 * 60_000;

it(
  "the kill matrix is not stale (npm run kills mends it)",
  async () => {
    const measured = await measureKills(() => {});
    expect(relation(measured)).toEqual(relation(readKills()));
  },
  MS_MAX,
);

function relation({ twins, flaws }: KillsRecord): unknown {
  const ofTwins = TWINS.map((twin) => {
    const kills = twins.get(twin.id) ?? [];
    const ids = kills.map(({ requirement }) => requirement);
    return [twin.id, hangsOnTime(twin) ? ids.filter((id) => twin.caughtBy.includes(id)) : ids];
  });
  return { twins: ofTwins, flaws: [...flaws] };
}
