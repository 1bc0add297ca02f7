/** What is sent as a wrong credential is wrong, whatever the right one is. */

import { expect, it } from "vitest";
import { ALTERATIONS, tokenAuth } from "./auth.ts";

const REQUEST = { method: "PUT", path: "/", headers: [] } as const;

it.each(["x", "*", "null", "headway-wrong-token", "Ab9"])("the right token is %s", (token) => {
  const auth = tokenAuth(() => token);
  const sent = (credential: Parameters<typeof auth.headers>[0]) =>
    auth.headers(credential, REQUEST)[0]?.[1];
  expect(sent({ kind: "valid" })).toBe(token);
  for (const how of ALTERATIONS) expect(sent({ kind: "altered", how })).not.toBe(token);
  const wrong = sent({ kind: "token", token });
  expect(wrong).not.toBe(token);
  expect(wrong).toHaveLength(token.length);
  expect(sent({ kind: "token", token: "another" })).toBe("another");
});
