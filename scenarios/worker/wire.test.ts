import fc from "fast-check";
import { expect, it } from "vitest";
import { countedLength, encode, utf8Length } from "./wire.ts";

it("counts the bytes of any text, with an encoder and without", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const bytes = Buffer.byteLength(text);
      expect([utf8Length(text), countedLength(text)]).toEqual([bytes, bytes]);
    }),
    { seed: 1, numRuns: 300 },
  );
});

it("encodes to exactly the text's bytes", () => {
  const wire = encode("迁移 50 %");
  expect(wire).toBeInstanceOf(ArrayBuffer);
  expect(Buffer.from(wire as ArrayBuffer).toString()).toBe("迁移 50 %");
});
