import type { TestAssert } from "@job-lifecycle/testing"
import { assert as ours, describe, it } from "@effect/vitest"
import assert from "node:assert/strict"

type Worded = (actual: unknown, expected: unknown) => string

/** The assertions of `node:assert` as `@types/node` declares them from version 26 on. */
interface Newer {
  readonly ok: {
    (value: unknown, message?: Error | Worded): asserts value
    (value: unknown, message: string, ...values: ReadonlyArray<unknown>): asserts value
  }
  readonly strictEqual: Comparison
  readonly deepStrictEqual: Comparison
}

interface Comparison {
  <T>(actual: unknown, expected: T, message?: Error | Worded): asserts actual is T
  <T>(
    actual: unknown,
    expected: T,
    message: string,
    ...values: ReadonlyArray<unknown>
  ): asserts actual is T
}

/** What does not fit is refused by the compiler, before any of this runs. */
const takes = (given: TestAssert): TestAssert => given

describe("the assertions that a contract suite asks for", () => {
  it("are those of vitest and of node:assert, as @types/node 26 declares them too", () => {
    const newer = assert as unknown as Newer
    for (const given of [takes(newer), takes(assert), takes(ours)]) {
      given.ok(true)
      assert.throws(() => given.ok(false, "it is not"), /it is not/)
      assert.throws(() => given.strictEqual(1, 2, "they differ"), /they differ/)
      given.deepStrictEqual({ a: 1 }, { a: 1 })
    }
  })
})
