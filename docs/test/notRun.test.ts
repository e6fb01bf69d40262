import { assert, describe, it } from "@effect/vitest"
import type { NamedTest } from "./namedTests.ts"
import type { TestRun, TestThatRan } from "./notRun.ts"
import { notRun } from "./notRun.ts"

const file = "packages/a/test/a.test.ts"

const named = (title: string, more: Partial<NamedTest> = {}): NamedTest => ({
  document: "docs/a.md",
  file,
  title,
  needs: [],
  ...more
})

const test = (title: string, more: Partial<TestThatRan> = {}): TestThatRan => ({
  file,
  title,
  skipped: false,
  ...more
})

const run = (tests: ReadonlyArray<TestThatRan>, more: Partial<TestRun> = {}): TestRun => ({
  whole: true,
  files: new Set(tests.map((each) => each.file)),
  tests,
  ...more
})

/** On a machine that has everything but wings. */
const missing = (tests: NamedTest, ran: TestRun) =>
  notRun([tests], ran, (need) => need === "wings").length

describe("a test that a document names", () => {
  it("has run when a test of its file and its title has, and is told else", () => {
    assert.strictEqual(missing(named("it flies"), run([test("it flies")])), 0)
    assert.deepStrictEqual(
      notRun([named("it flies")], run([test("it flies again")]), () => true),
      [`docs/a.md names a test that did not run: ${file}: "it flies"`]
    )
    const elsewhere = run([test("it flies", { file: "packages/b/test/b.test.ts" })])
    assert.strictEqual(missing(named("it flies"), elsewhere), 1)
  })

  it("is told when it was skipped, unless its machine lacks what it needs", () => {
    const skipped = run([test("it flies", { skipped: true })])
    assert.deepStrictEqual(
      notRun([named("it flies")], skipped, () => true),
      [`docs/a.md names a test that was skipped: ${file}: "it flies"`]
    )
    assert.strictEqual(missing(named("it flies", { needs: ["legs"] }), skipped), 1)
    assert.strictEqual(missing(named("it flies", { needs: ["legs", "wings"] }), skipped), 0)
    assert.strictEqual(missing(named("it flies", { needs: ["wings"] }), run([test("else")])), 1)
  })

  it("stands for each of its cases, none of which is skipped", () => {
    const cases = named("a ${kind.of({ bird: 1 })} flies (${how})")
    const flying = [test("a swift flies (fast)"), test("a kite flies (\nslowly)")]
    assert.strictEqual(missing(cases, run(flying)), 0)
    const walking = test("a hen flies (not)", { skipped: true })
    assert.strictEqual(missing(cases, run([...flying, walking])), 1)
    assert.strictEqual(missing(cases, run([test("a swift flies [fast]")])), 1)
  })

  it("of a contract runs wherever the contract does", () => {
    const contract = named("it flies", { file: "packages/a/src/contracts/describeFlight.ts" })
    assert.strictEqual(missing(contract, run([test("it flies")])), 0)
    assert.strictEqual(missing(contract, run([test("it swims")])), 1)
  })

  it("is asked about in a run of some files only where its file is one of them", () => {
    const part = run([test("it flies", { file: "packages/b/test/b.test.ts" })], { whole: false })
    assert.strictEqual(missing(named("it flies"), part), 0)
    assert.strictEqual(missing(named("it flies"), run([test("it walks")], { whole: false })), 1)
  })
})
