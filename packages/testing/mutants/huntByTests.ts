import { fileURLToPath } from "node:url"
import type { TestCase } from "vitest/node"
import { startVitest } from "vitest/node"
import type { Found } from "./Found.ts"
import { Mistake } from "./Mistake.ts"

// Runs one test file with one mistake made until a sentence fails, and prints which.

const workspace = fileURLToPath(new URL("../../..", import.meta.url))

const vitest = await startVitest(
  "test",
  [`${workspace}packages/${process.argv[2]}`],
  {
    root: workspace,
    config: false,
    watch: false,
    bail: 1,
    reporters: [{}],
    testTimeout: 60_000,
    // What is read with a mistake in it must be read by nobody else.
    fsModuleCache: false
  },
  {
    plugins: [
      {
        name: "mistake",
        enforce: "pre",
        transform: (source, file) => Mistake.in(file, source)
      }
    ],
    ssr: { resolve: { conditions: ["source"] } },
    resolve: { conditions: ["source"] }
  }
)

const titleOf = (test: TestCase): string => test.fullName.replaceAll(" > ", ": ")

const hunt = (): Found => {
  const modules = vitest.state.getTestModules()
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const failed = tests.find((test) => test.result().state === "failed")
  if (failed !== undefined) {
    return { by: titleOf(failed), what: failed.result().errors?.[0]?.message ?? "", lives: null }
  }
  const broken = modules.flatMap((module) => module.errors())[0]
  if (broken !== undefined) throw new Error(`the tests could not be run: ${broken.message}`)
  if (!tests.some((test) => test.result().state === "passed")) throw new Error("no test ran")
  return { by: null, what: "no sentence failed", lives: null }
}

const found = hunt()
await vitest.close()
if (!Mistake.isMade()) throw new Error("the file of the mutant was never loaded")
console.log(JSON.stringify(found))
process.exit(0)
