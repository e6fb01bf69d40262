import type { NamedTest } from "./namedTests.ts"

/** What became of one test in a run of the test command. */
export interface TestThatRan {
  /** The file that was run, from the workspace's root. */
  readonly file: string
  readonly title: string
  readonly skipped: boolean
}

/** A run of the test command: of all test files, or of those that somebody asked for. */
export interface TestRun {
  readonly whole: boolean
  readonly files: ReadonlySet<string>
  readonly tests: ReadonlyArray<TestThatRan>
}

/**
 * The named tests that prove nothing in this run, each with the reason. Of a run of some files only
 * the tests of those are asked about. A test may be skipped where the machine `lacks` what it needs.
 */
export const notRun = (
  named: ReadonlyArray<NamedTest>,
  { files, tests, whole }: TestRun,
  lacks: (need: string) => boolean
): ReadonlyArray<string> =>
  named.flatMap((test) => {
    if (!whole && !files.has(test.file)) return []
    const pattern = patternOf(test.title)
    // The title of a contract is written in a file of its own, and run wherever the contract is.
    const anywhere = !test.file.endsWith(".test.ts")
    const ran = tests.filter(
      ({ file, title }) => (anywhere || file === test.file) && pattern.test(title)
    )
    const skipped =
      ran.length === 0 ? "did not run" : ran.some((each) => each.skipped) && "was skipped"
    if (skipped === false || (ran.length > 0 && test.needs.some(lacks))) return []
    return [`${test.document} names a test that ${skipped}: ${test.file}: "${test.title}"`]
  })

const patternOf = (title: string): RegExp => {
  const literal = title
    .split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
  return new RegExp(`^${literal.join(".*")}$`, "s")
}
