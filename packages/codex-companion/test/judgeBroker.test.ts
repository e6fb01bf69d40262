import { assert, describe, it } from "@effect/vitest"
import { Evidence } from "@job-lifecycle/engine"
import { judgeBroker } from "../src/broker/judgeBroker.ts"

const gone = Evidence.Gone({ reason: "Exited", detail: "" })
const alive = Evidence.Alive({ frozen: false })
const unknown = Evidence.Unknown({ reason: "" })

describe("a broker on record", () => {
  it("that answered is used, whatever is seen of its process", () => {
    for (const seen of [gone, alive, unknown]) {
      assert.strictEqual(judgeBroker("Answered", seen, false), "Use")
      assert.strictEqual(judgeBroker("Answered", seen, true), "Use")
    }
  })

  it("that is slow is waited for, then done without, and never taken for dead", () => {
    for (const seen of [gone, alive, unknown]) {
      assert.strictEqual(judgeBroker("Silent", seen, false), "Wait")
      assert.strictEqual(judgeBroker("Silent", seen, true), "DoWithout")
    }
  })

  it("that does not listen is followed by another at once only when it is proven gone", () => {
    assert.strictEqual(judgeBroker("Refused", gone, false), "Follow")
    assert.strictEqual(judgeBroker("Refused", alive, false), "Wait")
    assert.strictEqual(judgeBroker("Refused", alive, true), "DoWithout")
    assert.strictEqual(judgeBroker("Refused", unknown, false), "Wait")
    assert.strictEqual(judgeBroker("Refused", unknown, true), "Follow")
  })

  it("that nobody can reach any more is followed by another at once, and not ended", () => {
    for (const seen of [gone, alive, unknown]) {
      assert.strictEqual(judgeBroker("Vanished", seen, false), "Follow")
    }
  })
})
