import { assert, describe, it } from "@effect/vitest"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { at, outcomeOf, start } from "./hosts.ts"

describe("a result on record", () => {
  for (const end of [
    { _tag: "Exiting", code: 1, uncaught: null },
    { _tag: "Drained" },
    { _tag: "Forced", signal: "SIGTERM" }
  ] as const) {
    it.effect(`is what became of the job when its owner is ${end._tag} before the outcome`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const ends = yield* Deferred.make<void>()
        const gone = yield* Deferred.make<void>()
        const { host, id } = yield* start(world, {}, () =>
          Effect.as(Deferred.await(ends), { answer: 42 })
        )
        // In the instant after the result is there, and before its owner goes on.
        world.faults.failAfter = (operation, fact) => {
          if (
            operation === "publishOnce" &&
            fact === "result" &&
            world.table.isAlive(host.process)
          ) {
            host.exit.end(end)
            world.table.kill(host.process)
            Deferred.doneUnsafe(gone, Effect.void)
          }
          return null
        }
        yield* Deferred.succeed(ends, undefined)
        yield* Deferred.await(gone)
        const job = yield* at(world.host(), (jobs) => jobs.get(id))
        assert.deepStrictEqual(outcomeOf(job), { _tag: "Completed", result: "Recorded" })
        assert.deepStrictEqual(job.result, { answer: 42 })
      })
    )
  }
})
