import { defineConfig } from "vitest/config"
import { NamedTestsReporter } from "./docs/test/NamedTestsReporter.ts"

const report = process.env["JOB_TEST_REPORT"]

// The `source` condition makes the tests run on `src`, without a build.
export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "docs/test/**/*.test.ts"],
    globalSetup: ["packages/testing/census/globalSetup.ts", "packages/cli/test/buildBundle.ts"],
    // Far beyond anything but a hang: how long a test takes says nothing, least of all on a full machine.
    testTimeout: 60_000,
    // As many as have been tried together: each file has stores and processes of its own.
    maxWorkers: 2,
    reporters: [
      "default",
      // Fails the run when a test that a document names as a proof was skipped or did not run.
      new NamedTestsReporter(),
      ...(report === undefined ? [] : [["json", { outputFile: report }] as [string, object]])
    ]
  },
  ssr: { resolve: { conditions: ["source"] } },
  resolve: { conditions: ["source"] }
})
