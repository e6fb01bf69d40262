import { defineConfig } from "vitest/config"

// The `source` condition makes the tests run on `src`, without a build.
export default defineConfig({
  test: { include: ["packages/*/test/**/*.test.ts"] },
  ssr: { resolve: { conditions: ["source"] } },
  resolve: { conditions: ["source"] }
})
