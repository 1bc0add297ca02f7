/** The tests that answer a changed judge within seconds: what the mutation run puts to each mutant. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: [
      "properties/model/*.test.ts",
      "properties/suite/judge*.test.ts",
      "reports/gate.test.ts",
      "reports/verdict/*.test.ts",
    ],
    testTimeout: 60_000,
  },
});
