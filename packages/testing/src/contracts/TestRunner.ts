/**
 * What a contract suite needs of a test runner: `{ describe, it }` and `assert` of vitest, or of
 * `node:test` and `node:assert`, so that the suites also run where vitest does not.
 */
export interface TestRunner {
  readonly describe: (name: string, define: () => void) => unknown
  readonly it: ((name: string, run: () => Promise<void>) => unknown) & {
    readonly skip: (name: string, run: () => Promise<void>) => unknown
  }
  readonly assert: TestAssert
}

/** Each with and without a message, for `node:assert` has those apart in its newer types. */
export interface TestAssert {
  readonly ok: {
    (value: unknown): void
    (value: unknown, message: string): void
  }
  readonly strictEqual: TestComparison
  readonly deepStrictEqual: TestComparison
}

interface TestComparison {
  (actual: unknown, expected: unknown): void
  (actual: unknown, expected: unknown, message: string): void
}
