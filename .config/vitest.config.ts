/** Tests: beside the code they test, and the tidy test beside this file. */
import { defineConfig } from "vitest/config";

/** Tests that take minutes are called `*.deep.test.ts` and run by `npm run test:deep`. */
const deep = process.env["HEADWAY_DEEP"] === "1";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["**/*.test.{ts,tsx}", ".config/*.test.ts"],
    // The examples are run by library.test.ts, which builds the package that they import.
    exclude: [
      "**/node_modules/**",
      ".cache/**",
      ".github/examples/**",
      "reports/out/**",
      ...(deep ? [] : ["**/*.deep.test.ts"]),
    ],
    // CI has two cores and they are never idle: a test that hangs ends, a slow one may take its time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
