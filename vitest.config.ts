import { defineConfig } from "vitest/config"

const report = process.env["JOB_TEST_REPORT"]

// The `source` condition makes the tests run on `src`, without a build.
export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "docs/test/**/*.test.ts"],
    globalSetup: ["packages/testing/census/globalSetup.ts", "packages/cli/test/buildBundle.ts"],
    // Far beyond anything but a hang: how long a test takes says nothing, least of all on a full machine.
    testTimeout: 60_000,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]]
  },
  ssr: { resolve: { conditions: ["source"] } },
  resolve: { conditions: ["source"] }
})
