import { assert, describe, it } from "@effect/vitest"
import { sampleLate, sampleOutcomes } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { startFixture } from "./startProcess.ts"

describe("the layers on Node have a copy of Effect of their own", () => {
  it.effect("every outcome, and what came late, is read as it was recorded (I5, I8)", () =>
    Effect.gen(function* () {
      const { end, line, stderr } = yield* startFixture("twoCopies")
      assert.strictEqual(yield* line, "2")
      const { lines } = yield* end
      assert.strictEqual(lines.length, 1, stderr())
      assert.deepStrictEqual(
        JSON.parse(Buffer.from(lines[0]!, "base64").toString()),
        sampleOutcomes.map((outcome) => ({ outcome, late: sampleLate() }))
      )
    })
  )
})
