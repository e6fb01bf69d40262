import { assert, describe, it } from "@effect/vitest"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { outcomeOf, Refused, runIn } from "./endingHarness.ts"

/** What throws whatever is done with it. */
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

const unrun =
  "the runner's result is an Effect that nobody ran: yield it, or await Effect.runPromise of it, and return what it gives"
const unseen = "an error that cannot be shown"
const noJson = "the runner's result is not JSON: encode it before you return it"

describe("a runner's odd end", () => {
  const ends: ReadonlyArray<readonly [string, Effect.Effect<unknown, unknown>, object]> = [
    [
      "an Effect that nobody ran",
      Effect.succeed(Effect.yieldNow),
      { defect: true, message: unrun }
    ],
    ["an exit", Effect.exit(Effect.fail("no luck")), { defect: true, message: unrun }],
    [
      "a failure that cannot be looked at",
      Effect.fail(revoked()),
      { defect: false, message: unseen }
    ],
    ["a defect that cannot be looked at", Effect.die(revoked()), { defect: true, message: unseen }],
    [
      "a value that cannot be looked at",
      Effect.succeed(revoked()),
      { defect: true, message: noJson }
    ]
  ]
  for (const [name, runner, expected] of ends) {
    it.effect(`fails its job and is told as what it is: ${name}`, () =>
      Effect.gen(function* () {
        const job = yield* runIn(makeFakeWorld().host(), () => runner)
        assert.deepInclude({ ...outcomeOf(job) }, { _tag: "Failed", ...expected })
        assert.isNull(job.result)
      })
    )
  }

  it.effect("is a result where it returns a tagged error, which is a value", () =>
    Effect.gen(function* () {
      const runner = Effect.succeed(new Refused({ retryAfter: 30 }))
      const job = yield* runIn(makeFakeWorld().host(), () => runner)
      assert.strictEqual(outcomeOf(job)._tag, "Completed")
      assert.deepInclude(job.result, { retryAfter: 30 })
    })
  )
})
