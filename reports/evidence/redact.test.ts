/** What is taken out of evidence for a secret, and what is left alone. */

import { expect, it } from "vitest";
import { withoutSecrets } from "./redact.ts";

it.each([
  ["a long one, wherever it stands", "s3cret-of-8", "xs3cret-of-8y", "x[credential]y"],
  [
    "a short one that is a word",
    "test",
    "a test, (test) =test",
    "a [credential], ([credential]) =[credential]",
  ],
  ["a short one at the beginning and the end", "test", "test test", "[credential] [credential]"],
  ["no short one within a word", "test", "untested tests attest", "untested tests attest"],
  ["no short one beside another script", "x", "迁x x迁 x_1 é·x", "迁x x迁 x_1 é·[credential]"],
  ["nothing for none", "", "a test", "a test"],
])("%s", (_, secret, text, left) => {
  expect(withoutSecrets({ actual: [text] }, [secret])).toEqual({ actual: [left] });
});

it("leaves alone what programs read of a comparison", () => {
  const compared = {
    regressions: ["state/x FAIL"],
    untested: ["state/y"],
    fresh: [{ id: "state/x", fingerprint: "shown:state", replay: "replay state.json" }],
  };
  expect(withoutSecrets(compared, ["state"])).toEqual(compared);
});
