import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { sampleId, sampleSettlement } from "../../samples.ts"
import { awaited } from "./awaited.ts"
import type { JobStoreSuite } from "./JobStoreSuite.ts"
import { failure, id, submitted } from "./JobStoreSuite.ts"

/** Proves what can be said of a lease on any clock. */
export const describeLease = ({ assert, describe, equal, it }: JobStoreSuite): void => {
  describe("the lease", () => {
    it("has no age before it was renewed, and is of one claim alone", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1, 2)
        equal(yield* store.leaseAge(id, "mine"), null)
        yield* store.renewLease(id, "mine")
        equal(yield* store.leaseAge(id, "another's"), null)
        equal(yield* store.leaseAge(sampleId(2), "mine"), null)
        assert.ok((yield* store.leaseAge(id, "mine"))! >= 0)
      }))

    it("is never older than its last renewal", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.renewLease(id, "mine")
        yield* untilPositive(Effect.map(store.leaseAge(id, "mine"), (age) => age ?? 0))
        const before = yield* Clock.monotonicTimeNanos
        yield* store.renewLease(id, "mine")
        const age = yield* store.leaseAge(id, "mine")
        const passed = Number((yield* Clock.monotonicTimeNanos) - before) / 1e6
        // A clock that stamps files may tick a hundred times a second.
        assert.ok(age! <= passed + 10, `${age} ms, after ${passed}`)
      }))

    it("is in doubt since the first one who said so, until it is renewed", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        for (const renewal of [Effect.void, store.renewLease(id, "mine")]) {
          yield* renewal
          equal(yield* store.doubtLease(id, "mine"), 0)
          yield* untilPositive(store.doubtLease(id, "mine"))
        }
        yield* store.renewLease(id, "mine")
        equal(yield* store.doubtLease(id, "mine"), 0)
      }))

    it("is in doubt about one thing at a time, and after the outcome too", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        equal(yield* store.doubtLease(id, "mine"), 0)
        yield* untilPositive(store.doubtLease(id, "mine"))
        yield* store.publishOnce(id, "outcome", sampleSettlement())
        equal(yield* store.doubtLease(id, "mine is over"), 0)
        yield* untilPositive(store.doubtLease(id, "mine is over"))
        equal(yield* store.doubtLease(id, "mine"), 0)
      }))

    it("is no fact: a reader of them sees nothing of it", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const before = yield* store.facts(id)
        yield* store.renewLease(id, "mine")
        yield* store.doubtLease(id, "mine")
        equal(yield* store.facts(id), before)
      }))

    it("goes with its job, and nothing is noted of a job that is not there", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.renewLease(id, "mine")
        equal(yield* store.remove(id, () => true), "Removed")
        equal(yield* store.leaseAge(id, "mine"), null)
        equal(yield* failure(store.renewLease(id, "mine")), "JobStoreError")
        equal(yield* failure(store.doubtLease(id, "mine")), "JobStoreError")
        yield* submitted(store, 1)
        equal(yield* store.leaseAge(id, "mine"), null)
      }))
  })
}

/** Waits until time has passed for the store too. */
const untilPositive = <E>(millis: Effect.Effect<number, E>) =>
  awaited(
    "an age or a doubt of a lease of more than no milliseconds",
    Effect.repeat(millis, { schedule: Schedule.spaced("2 millis"), until: (found) => found > 0 })
  )
