import { defineConfig } from "vitest/config"

const report = process.env["JOB_TEST_REPORT"]

// The `source` condition makes the tests run on `src`, without a build.
export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "docs/test/**/*.test.ts"],
    globalSetup: ["packages/testing/census/globalSetup.ts", "packages/cli/test/buildBundle.ts"],
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]]
  },
  ssr: { resolve: { conditions: ["source"] } },
  resolve: { conditions: ["source"] }
})
