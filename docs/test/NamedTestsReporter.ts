import * as path from "node:path"
import type { Reporter, TestModule, TestRunEndReason, Vitest } from "vitest/node"
import { workspace } from "./documents.ts"
import { namedTests } from "./namedTests.ts"
import { needs } from "./needs.ts"
import { notRun } from "./notRun.ts"

/** Fails the test command when a test that a document names as a proof was skipped or did not run. */
export class NamedTestsReporter implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  async onTestRunEnd(
    modules: ReadonlyArray<TestModule>,
    _errors: ReadonlyArray<unknown>,
    reason: TestRunEndReason
  ): Promise<void> {
    const vitest = this.#vitest
    if (reason === "interrupted") return
    // Whoever asks for tests by their names has the others skipped; other systems have no procfs.
    if (vitest === undefined || vitest.getGlobalTestNamePattern() !== undefined) return
    if (process.platform !== "linux") return
    const files = new Set(modules.map(fileOf))
    const all = await vitest.globTestSpecifications()
    const missing = notRun(
      namedTests(),
      {
        whole: all.every(({ moduleId }) => files.has(path.relative(workspace, moduleId))),
        files,
        tests: modules.flatMap((module) =>
          [...module.children.allTests()].map((test) => ({
            file: fileOf(module),
            title: test.name,
            skipped: test.result().state === "skipped"
          }))
        )
      },
      lacks
    )
    if (missing.length === 0) return
    vitest.logger.error([...new Set(missing)].join("\n"))
    process.exitCode = 1
  }
}

const fileOf = ({ moduleId }: TestModule): string => path.relative(workspace, moduleId)

const found = new Map<string, boolean>()

/** Asks the machine once. */
const lacks = (need: string): boolean => {
  if (!found.has(need)) found.set(need, needs[need]?.() ?? true)
  return found.get(need) === false
}
