/** Tests: beside the code they test, and the tidy test beside this file. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["**/*.test.{ts,tsx}", ".config/*.test.ts"],
    exclude: ["**/node_modules/**", "reports/out/**"],
    // CI has two cores and they are never idle: a test that hangs ends, a slow one may take its time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
