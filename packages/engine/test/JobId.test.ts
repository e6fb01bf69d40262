import { assert, describe, it } from "@effect/vitest"
import { JobId, makeJobId } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const isJobId = Schema.is(JobId)

describe("job ids", () => {
  it.live("are sixteen hexadecimal digits, each of which takes every value", () =>
    Effect.gen(function* () {
      const seen = Array.from({ length: 16 }, () => new Set<string>())
      for (let n = 0; n < 2_000; n++) {
        const id = yield* makeJobId
        assert.isTrue(isJobId(id), id)
        for (const [at, digit] of [...id].entries()) seen[at]!.add(digit)
      }
      assert.deepStrictEqual(
        seen.map((digits) => digits.size),
        seen.map(() => 16)
      )
    })
  )

  it("nothing that a path could be made of is one", () => {
    for (const text of [
      "",
      "..",
      "../../etc/passwd",
      "0".repeat(15),
      "0".repeat(17),
      "G".repeat(16)
    ]) {
      assert.isFalse(isJobId(text), text)
    }
  })
})
