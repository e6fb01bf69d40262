import type { TestRunner } from "@job-lifecycle/testing"
import assert from "node:assert/strict"

/** Runs a contract suite, one sentence after the other, and answers those that do not hold. */
export const failing = async (
  define: (runner: TestRunner) => void,
  onFailure: (title: string, error: unknown) => void = () => undefined
): Promise<ReadonlyArray<string>> => {
  const tests: Array<readonly [string, () => Promise<void>]> = []
  const it = (title: string, run: () => Promise<void>) => tests.push([title, run])
  define({
    assert,
    describe: (_name, inside) => inside(),
    it: Object.assign(it, { skip: () => undefined })
  })
  const failed: Array<string> = []
  for (const [title, run] of tests) {
    await run().catch((error: unknown) => {
      failed.push(title)
      onFailure(title, error)
    })
  }
  return failed
}
