import { assert, describe, it } from "@effect/vitest"
import { everyThreadEnds } from "../src/probe/everyThreadEnds.ts"

/** Answers these listings one after the other; `running` are not ending. */
const seen = (
  listings: ReadonlyArray<ReadonlyArray<string>>,
  running: ReadonlyArray<string> = []
) => {
  let next = 0
  return {
    list: () => listings[next++] ?? assert.fail("it listed once more"),
    ends: (thread: string) => !running.includes(thread)
  }
}

describe("everyThreadEnds", () => {
  it("needs two listings in which every thread ends", () => {
    assert.isTrue(everyThreadEnds(seen([["1", "2"], ["1"]])))
    assert.isFalse(everyThreadEnds(seen([["1", "2"], ["1"]], ["1"])))
  })

  it("is no while a thread runs whose starter has ended since", () => {
    assert.isFalse(everyThreadEnds(seen([["1"], ["1", "2"]])))
    assert.isFalse(everyThreadEnds(seen([["1"], ["1", "2"]], ["2"])))
  })

  it("is no when a number came to another thread in between", () => {
    let looks = 0
    const ends = () => (looks += 1) < 3
    assert.isFalse(everyThreadEnds({ list: () => ["1", "2"], ends }))
  })

  it("is no when nothing can be seen", () => {
    assert.isFalse(everyThreadEnds(seen([[]])))
    const refused = () => {
      throw new Error("EACCES")
    }
    assert.isFalse(everyThreadEnds({ list: refused, ends: () => true }))
    assert.isFalse(everyThreadEnds({ list: () => ["1"], ends: refused }))
  })
})
